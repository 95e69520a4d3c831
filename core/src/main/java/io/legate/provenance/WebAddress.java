package io.legate.provenance;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Hosts and web addresses, brought to one spelling.
final class WebAddress {

  private static final int CHARS_MAX = 2_048;
  private static final int HOST_CHARS_MAX = 253;

  private static final Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
  private static final Pattern V6 = Pattern.compile("\\[[0-9a-f:.]{2,45}]");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  /// Which letters IDNA 2003 and 2008 take for different hosts; no reader may be sided with.
  private static final String DISPUTED = "\u00DF\u1E9E\u03C2\u200C\u200D";

  private WebAddress() {}

  /// Returns the address without its scheme, null where it is none.
  static @Nullable String canonical(String given) {
    if (given.isEmpty() || given.length() > CHARS_MAX) {
      return null;
    }
    String scheme = scheme(given);
    String rest = scheme.isEmpty() ? given : given.substring(scheme.length() + 3);
    int end = endOfAuthority(rest);
    String authority = rest.substring(0, end);
    String tail = rest.substring(end);
    if (authority.indexOf('@') >= 0 || !isTail(tail)) {
      return null;
    }
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']');
    String host = host(hasPort ? authority.substring(0, colon) : authority);
    String port = hasPort ? authority.substring(colon + 1) : "";
    if (host == null
        || (scheme.isEmpty() && host.indexOf('.') < 0)
        || (hasPort && !PORT.matcher(port).matches())) {
      return null;
    }
    boolean isDefault = port.equals(scheme.equals("https") ? "443" : "80") && !scheme.isEmpty();
    return host + (hasPort && !isDefault ? ":" + port : "") + withoutSlash(tail);
  }

  /// Returns `http`, `https`, or nothing.
  private static String scheme(String given) {
    for (String scheme : new String[] {"http", "https"}) {
      if (given.regionMatches(true, 0, scheme + "://", 0, scheme.length() + 3)) {
        return scheme;
      }
    }
    return "";
  }

  private static int endOfAuthority(String rest) {
    for (int i = 0; i < rest.length(); i++) {
      if ("/?#\\".indexOf(rest.charAt(i)) >= 0) {
        return i;
      }
    }
    return rest.length();
  }

  /// A backslash is a slash to some readers and a letter to others.
  private static boolean isTail(String tail) {
    return tail.codePoints()
        .noneMatch(c -> c == '\\' || Form.isBlank(c) || Form.isUnseen(c) || isSurrogate(c));
  }

  private static boolean isSurrogate(int c) {
    return c >= 0xD800 && c <= 0xDFFF;
  }

  private static String withoutSlash(String tail) {
    return tail.endsWith("/") ? tail.substring(0, tail.length() - 1) : tail;
  }

  /// Returns the host in lower case and ASCII, without a dot at its end; null where it is none.
  static @Nullable String host(String given) {
    if (given.isEmpty() || given.length() > HOST_CHARS_MAX + 1) {
      return null;
    }
    String ascii = ascii(given);
    if (ascii == null) {
      return null;
    }
    String host = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    if (V6.matcher(host).matches()) {
      return host;
    }
    if (host.isEmpty() || host.length() > HOST_CHARS_MAX) {
      return null;
    }
    for (String label : host.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return null;
      }
    }
    return host;
  }

  private static @Nullable String ascii(String given) {
    if (given.chars().allMatch(c -> c < 0x80)) {
      return given.toLowerCase(Locale.ROOT);
    }
    if (given.chars().anyMatch(c -> DISPUTED.indexOf(c) >= 0)) {
      return null;
    }
    try {
      return IDN.toASCII(given).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
