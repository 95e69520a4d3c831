package io.legate.boundary;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A host as it must be written: lower-case ASCII (an internationalised name in its `xn--` form),
/// no trailing dot, an address in its one canonical spelling.
final class HostName {

  private static final int CHARS_MAX = 253;
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]{0,31}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  /// What a resolver takes for a number, and so the whole host for an address in a loose spelling
  /// such as `0x7f.1` or `2130706433`.
  private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  private HostName() {}

  /// Returns what is wrong with `scheme://authority`.
  static @Nullable Fault authority(String scheme, String authority) {
    if (!SCHEME.matcher(scheme).matches()) {
      return Fault.SCHEME;
    }
    if (authority.indexOf('@') >= 0) {
      return Fault.USERINFO;
    }
    boolean web = NormalForm.WEB_SCHEMES.contains(scheme);
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']');
    String host = hasPort ? authority.substring(0, colon) : authority;
    if (hasPort) {
      String port = authority.substring(colon + 1);
      if (!isPort(port) || (web && Integer.parseInt(port) == NormalForm.defaultPort(scheme))) {
        return Fault.PORT;
      }
    }
    return (web ? isHost(host) : isName(host) || isAddress(host)) ? null : Fault.HOST;
  }

  static boolean isPort(String text) {
    return PORT.matcher(text).matches() && Integer.parseInt(text) <= 65_535;
  }

  /// Returns whether `host` is a name or an address as an HTTP client reads it, in normal form.
  static boolean isHost(String host) {
    return isAddress(host) || (isName(host) && !endsInNumber(host));
  }

  /// Returns whether `host` is an address: four decimal numbers, or RFC 5952 in square brackets.
  static boolean isAddress(String host) {
    return address(host) != null;
  }

  static @Nullable IpAddress address(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      IpAddress address = IpAddress.parse(host.substring(1, host.length() - 1));
      return address != null && address.isV6() ? address : null;
    }
    IpAddress address = IpAddress.parse(host);
    return address != null && !address.isV6() ? address : null;
  }

  /// Returns whether `host` has the form of a name in the DNS; it may be a number too.
  static boolean isName(String host) {
    if (host.isEmpty() || host.length() > CHARS_MAX) {
      return false;
    }
    for (String label : host.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  /// Returns whether `host`, in normal form, is an address or a name of the public internet as far
  /// as its text tells. What a public name resolves to is NOT checked: only whoever connects knows.
  static boolean isPublic(String host) {
    IpAddress address = address(host);
    if (address != null) {
      return address.isPublic();
    }
    int dot = host.lastIndexOf('.');
    return dot > 0
        && switch (host.substring(dot + 1)) {
          case "localhost",
              "local",
              "internal",
              "intranet",
              "lan",
              "home",
              "corp",
              "private",
              "localdomain",
              "arpa",
              "test",
              "invalid",
              "onion" ->
              false;
          case String _ -> true;
        };
  }

  private static boolean endsInNumber(String host) {
    return NUMERIC_LABEL.matcher(host.substring(host.lastIndexOf('.') + 1)).matches();
  }
}
