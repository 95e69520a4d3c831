package io.legate.crypto;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Base64url without padding (RFC 4648 section 5), in its one canonical spelling.
public final class Base64Url {

  private Base64Url() {}

  /// Returns the text for `bytes`.
  public static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Returns the bytes, or null where `text` is not what [#encode] would have written for them:
  /// padding, other characters, and set bits after the last byte are all refused, because otherwise
  /// one value has many spellings.
  public static byte @Nullable [] decode(String text) {
    // The decoder takes padding, and refuses every other character that is no digit.
    if (text.length() % 4 == 1 || text.indexOf('=') >= 0) {
      return null;
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
    return hasTrailingBits(text) ? null : bytes;
  }

  /// Returns whether `text` is the canonical form of exactly `length` bytes.
  public static boolean isCanonical(String text, int length) {
    byte[] bytes = decode(text);
    return bytes != null && bytes.length == length;
  }

  private static boolean hasTrailingBits(String text) {
    int rest = text.length() % 4;
    if (rest == 0) {
      return false;
    }
    int last = value(text.charAt(text.length() - 1));
    return rest == 2 ? (last & 0b1111) != 0 : (last & 0b11) != 0;
  }

  private static int value(char digit) {
    if (digit >= 'A' && digit <= 'Z') {
      return digit - 'A';
    }
    if (digit >= 'a' && digit <= 'z') {
      return digit - 'a' + 26;
    }
    if (digit >= '0' && digit <= '9') {
      return digit - '0' + 52;
    }
    return digit == '-' ? 62 : 63;
  }
}
