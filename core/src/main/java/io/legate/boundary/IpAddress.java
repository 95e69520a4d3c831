package io.legate.boundary;

import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An IPv4 or IPv6 address.
///
/// Read from its canonical text only: four decimal numbers without leading zeros, or RFC 5952. An
/// IPv4 address within IPv6 is written in hexadecimal groups, so that it is not read as IPv4.
///
/// @param isV6 whether it has 128 bits instead of 32
record IpAddress(boolean isV6, BigInteger bits) {

  private static final Pattern V4 =
      Pattern.compile("(0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-f:]{2,39}");
  private static final Pattern GROUP = Pattern.compile("[0-9a-f]{1,4}");

  /// IANA special-purpose registries: what is not reached over the public internet, and what hides
  /// another address (6to4, Teredo).
  private static final List<IpBlock> NOT_PUBLIC =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "3fff::/20")
          .map(IpBlock::of)
          .toList();

  /// The only part of IPv6 that is assigned to the public internet.
  private static final IpBlock PUBLIC_V6 = IpBlock.of("2000::/3");

  /// Returns the address, or null where `text` is not its canonical form.
  static @Nullable IpAddress parse(String text) {
    if (V4.matcher(text).matches()) {
      return v4(text);
    }
    return V6.matcher(text).matches() ? v6(text) : null;
  }

  boolean isPublic() {
    return (!isV6 || PUBLIC_V6.contains(this))
        && NOT_PUBLIC.stream().noneMatch(block -> block.contains(this));
  }

  int width() {
    return isV6 ? 128 : 32;
  }

  /// The canonical text.
  @Override
  public String toString() {
    if (isV6) {
      return textV6();
    }
    int value = bits.intValue();
    return "%s.%s.%s.%s"
        .formatted(value >>> 24, value >>> 16 & 255, value >>> 8 & 255, value & 255);
  }

  private static @Nullable IpAddress v4(String text) {
    long value = 0;
    for (String part : text.split("\\.", -1)) {
      int number = Integer.parseInt(part);
      if (number > 255) {
        return null;
      }
      value = value << 8 | number;
    }
    return new IpAddress(false, BigInteger.valueOf(value));
  }

  private static @Nullable IpAddress v6(String text) {
    int gap = text.indexOf("::");
    String[] head = groups(gap < 0 ? text : text.substring(0, gap));
    String[] tail = gap < 0 ? new String[0] : groups(text.substring(gap + 2));
    int given = head.length + tail.length;
    if (gap < 0 ? given != 8 : given > 7) {
      return null;
    }
    BigInteger bits = BigInteger.ZERO;
    for (int i = 0; i < 8; i++) {
      String group =
          i < head.length ? head[i] : i >= 8 - tail.length ? tail[i - 8 + tail.length] : "0";
      if (!GROUP.matcher(group).matches()) {
        return null;
      }
      bits = bits.shiftLeft(16).or(BigInteger.valueOf(Integer.parseInt(group, 16)));
    }
    var address = new IpAddress(true, bits);
    return address.textV6().equals(text) ? address : null;
  }

  private static String[] groups(String text) {
    return text.isEmpty() ? new String[0] : text.split(":", -1);
  }

  /// RFC 5952: the longest run of zero groups, the first of equals, and at least two, is `::`.
  private String textV6() {
    var groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = bits.shiftRight(16 * (7 - i)).intValue() & 0xffff;
    }
    int start = -1;
    int longest = 1;
    for (int from = 0; from < 8; from++) {
      int to = from;
      while (to < 8 && groups[to] == 0) {
        to++;
      }
      if (to - from > longest) {
        longest = to - from;
        start = from;
      }
    }
    var text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += longest - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
