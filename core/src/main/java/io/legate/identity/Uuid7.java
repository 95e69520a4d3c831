package io.legate.identity;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// UUIDs of version 7 (RFC 9562 section 5.7): the first 48 bits are milliseconds since the epoch,
/// so that neighbours in time are neighbours in an index; 74 bits are random.
public final class Uuid7 {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Uuid7() {}

  /// Returns a new one for `at`.
  public static UUID at(Instant at) {
    long random = RANDOM.nextLong();
    long high = (at.toEpochMilli() << 16) | 0x7000 | (random & 0x0FFF);
    long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  /// Returns the UUID that `text` spells in lower-case canonical form, or null where it is not one
  /// of version 7.
  public static @Nullable UUID parse(String text) {
    if (text.length() != 36 || !isLowerHexWithDashes(text)) {
      return null;
    }
    var uuid = UUID.fromString(text);
    return uuid.version() == 7 && uuid.variant() == 2 ? uuid : null;
  }

  private static boolean isLowerHexWithDashes(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      boolean holds = dash ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  /// Returns the millisecond it was made in, by its maker's clock.
  public static Instant instant(UUID uuid) {
    return Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16);
  }
}
