package io.legate.tlog;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Base64 with padding (RFC 4648 section 4), in its one canonical form.
final class Base64Text {

  private Base64Text() {}

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// Returns the bytes, or null where `text` is not what [#encode] would write.
  static byte @Nullable [] decode(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return encode(bytes).equals(text) ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
