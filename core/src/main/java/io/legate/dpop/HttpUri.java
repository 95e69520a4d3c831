package io.legate.dpop;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Normal forms of http addresses (RFC 3986 sections 6.2.2 and 6.2.3).
public final class HttpUri {

  private static final String PLAIN_START = "https://";

  private HttpUri() {}

  /// Returns the address in normal form, without query and fragment: scheme and host in lower case,
  /// no default port, percent-encodings in upper case and only where needed, no dot segments, and
  /// `/` for an empty path. Null where `text` is not an http or https address of a host.
  public static @Nullable String normalised(String text) {
    return isPlain(text) ? text : parsed(text);
  }

  /// Returns whether the text is in normal form already and so simple that this can be seen without
  /// parsing it: `https`, a host of lower-case letters in labels, perhaps a path of unreserved
  /// characters without segments that begin with a dot. Most addresses are.
  private static boolean isPlain(String text) {
    if (!text.startsWith(PLAIN_START)) {
      return false;
    }
    int path = text.indexOf('/', PLAIN_START.length());
    if (path < 0) {
      return false;
    }
    boolean labelBegins = true;
    for (int i = PLAIN_START.length(); i < path; i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      if (!letter && (labelBegins || c != '.')) {
        return false;
      }
      labelBegins = !letter;
    }
    for (int i = path + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean dotSegment = c == '.' && text.charAt(i - 1) == '/';
      if (dotSegment || (c != '/' && !isUnreserved(c))) {
        return false;
      }
    }
    return !labelBegins;
  }

  static @Nullable String parsed(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
    if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
      return null;
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return null;
    }
    String path = percentNormalised(uri.getRawPath());
    if (path == null) {
      return null;
    }
    return scheme
        + "://"
        + uri.getHost().toLowerCase(Locale.ROOT)
        + port(scheme, uri.getPort())
        + withoutDotSegments(path);
  }

  private static String port(String scheme, int port) {
    boolean isDefault = port == -1 || port == (scheme.equals("https") ? 443 : 80);
    return isDefault ? "" : ":" + port;
  }

  /// Decodes what needs no encoding, and writes the rest in upper case. Null for characters beyond
  /// ASCII, which are no part of a URI.
  private static @Nullable String percentNormalised(String path) {
    var out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c > 0x7E) {
        return null;
      }
      if (c != '%') {
        out.append(c);
        continue;
      }
      int code = Integer.parseInt(path, i + 1, i + 3, 16);
      if (isUnreserved(code)) {
        out.append((char) code);
      } else {
        out.append(path.substring(i, i + 3).toUpperCase(Locale.ROOT));
      }
      i += 2;
    }
    return out.toString();
  }

  private static boolean isUnreserved(int code) {
    return (code >= 'A' && code <= 'Z')
        || (code >= 'a' && code <= 'z')
        || (code >= '0' && code <= '9')
        || code == '-'
        || code == '.'
        || code == '_'
        || code == '~';
  }

  /// RFC 3986 section 5.2.4, on a path that is empty or starts with a slash.
  private static String withoutDotSegments(String path) {
    if (path.isEmpty()) {
      return "/";
    }
    var kept = new ArrayDeque<String>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      switch (segments[i]) {
        case "." -> {
          if (last) {
            kept.addLast("");
          }
        }
        case ".." -> {
          kept.pollLast();
          if (last) {
            kept.addLast("");
          }
        }
        default -> kept.addLast(segments[i]);
      }
    }
    return "/" + String.join("/", kept);
  }
}
