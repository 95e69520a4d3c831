package io.legate.boundary;

import java.util.regex.Pattern;
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

  private static final String PCHAR = "A-Za-z0-9._~!$&'()*+,;=:@-";
  private static final Pattern PATH = Pattern.compile("(?:[%s/]|%%[0-9A-F]{2})*".formatted(PCHAR));
  private static final Pattern QUERY =
      Pattern.compile("(?:[%s/?]|%%[0-9A-Fa-f]{2})*".formatted(PCHAR));

  /// Returns the URL, or null where `text` is not one in normal form.
  static @Nullable WebUrl parse(String text) {
    int colon = text.indexOf("://");
    if (colon < 0 || !NormalForm.WEB_SCHEMES.contains(text.substring(0, colon))) {
      return null;
    }
    String scheme = text.substring(0, colon);
    String rest = text.substring(colon + 3);
    int query = rest.indexOf('?');
    if (query >= 0 && !QUERY.matcher(rest.substring(query + 1)).matches()) {
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
    if (!PATH.matcher(text).matches()) {
      return null;
    }
    String path =
        text.endsWith("/") && text.length() > 1 ? text.substring(0, text.length() - 1) : text;
    return NormalForm.path(path) == null ? path : null;
  }
}
