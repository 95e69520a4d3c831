package io.legate.boundary;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A block of addresses such as `10.0.0.0/8` (RFC 4632, RFC 4291 section 2.3).
///
/// @param first the first address; its bits after the prefix are zero
/// @param prefix how many leading bits are fixed, 0 to the width of the address
record IpBlock(IpAddress first, int prefix) {

  private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

  IpBlock {
    int free = first.width() - prefix;
    if (prefix < 0 || free < 0) {
      throw new IllegalArgumentException("prefix is out of range");
    }
    if (first.bits().signum() != 0 && first.bits().getLowestSetBit() < free) {
      throw new IllegalArgumentException("the address has bits set after the prefix");
    }
  }

  /// Returns the block, or null where `text` is not its canonical form.
  static @Nullable IpBlock parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !PREFIX.matcher(text.substring(slash + 1)).matches()) {
      return null;
    }
    IpAddress first = IpAddress.parse(text.substring(0, slash));
    try {
      return first == null ? null : new IpBlock(first, Integer.parseInt(text.substring(slash + 1)));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// Returns the block written in `text`, which is known to be one.
  static IpBlock of(String text) {
    IpBlock block = parse(text);
    if (block == null) {
      throw new IllegalArgumentException("not a block of addresses");
    }
    return block;
  }

  boolean contains(IpAddress address) {
    int free = first.width() - prefix;
    return address.isV6() == first.isV6()
        && address.bits().shiftRight(free).equals(first.bits().shiftRight(free));
  }

  boolean contains(IpBlock other) {
    return other.prefix >= prefix && contains(other.first);
  }

  @Override
  public String toString() {
    return first + "/" + prefix;
  }
}
