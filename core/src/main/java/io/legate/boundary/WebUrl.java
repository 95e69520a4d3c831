package io.legate.boundary;

import org.jspecify.annotations.Nullable;

/// A URL as every client reads it: RFC 3986 in one spelling, without user information or fragment.
///
/// A query may follow; of it only the characters and percent signs are looked at. One slash at the
/// end of the path is kept apart, because `/docs` and `/docs/` are different names of one place in
/// the tree.
///
/// @param port the one that is connected to, written or implied by the scheme
/// @param path starts with a slash; `/` for the root; without a slash at the end
record WebUrl(String scheme, String host, int port, String path) {

  /// Longer than any client or server reads.
  private static final int CHARS_MAX = 8_192;

  /// RFC 3986 section 3.3: what may stand in a segment besides letters, digits and percent signs.
  private static final String PCHAR = "._~!$&'()*+,;=:@-";

  /// Returns the URL, or null where `text` is not one in normal form.
  static @Nullable WebUrl parse(String text) {
    int colon = text.length() > CHARS_MAX ? -1 : text.indexOf("://");
    if (colon < 0 || !NormalForm.WEB_SCHEMES.contains(text.substring(0, colon))) {
      return null;
    }
    String scheme = text.substring(0, colon);
    String rest = text.substring(colon + 3);
    int query = rest.indexOf('?');
    if (query >= 0 && !hasOnly(rest.substring(query + 1), PCHAR + "/?")) {
      return null;
    }
    String hierarchy = query < 0 ? rest : rest.substring(0, query);
    int slash = hierarchy.indexOf('/');
    String authority = slash < 0 ? hierarchy : hierarchy.substring(0, slash);
    String path = path(slash < 0 ? "/" : hierarchy.substring(slash));
    if (path == null || HostName.authority(scheme, authority) != null) {
      return null;
    }
    int portAt = authority.lastIndexOf(':');
    boolean hasPort = portAt > authority.lastIndexOf(']');
    return new WebUrl(
        scheme,
        hasPort ? authority.substring(0, portAt) : authority,
        hasPort
            ? Integer.parseInt(authority.substring(portAt + 1))
            : NormalForm.defaultPort(scheme),
        path);
  }

  private static @Nullable String path(String text) {
    if (!hasOnly(text, PCHAR + "/")) {
      return null;
    }
    String path =
        text.endsWith("/") && text.length() > 1 ? text.substring(0, text.length() - 1) : text;
    return NormalForm.path(path) == null ? path : null;
  }

  /// Returns whether `text` is made of ASCII letters and digits, `others`, and percent signs that
  /// two hexadecimal digits follow. A loop, because a regular expression would recurse.
  private static boolean hasOnly(String text, String others) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
          return false;
        }
      } else if (!isAlphanumeric(c) && others.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static boolean isHex(char c) {
    return Character.digit(c, 16) >= 0 && c < 0x80;
  }
}
