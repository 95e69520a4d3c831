package io.legate.limits;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Sha256;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.nio.ByteBuffer;

/// Stands for a value that was met: the first 16 bytes of the SHA-256 of its canonical text (RFC
/// 8785), so that what is remembered of a long value is as small as of a short one.
public record ValueHash(long high, long low) implements Comparable<ValueHash> {

  /// Returns what stands for `value`.
  public static ValueHash of(Json value) {
    var digest = ByteBuffer.wrap(Sha256.digest(Jcs.bytes(value)));
    return new ValueHash(digest.getLong(), digest.getLong());
  }

  /// Reads what [#toString] wrote.
  ///
  /// @throws IllegalArgumentException if it did not
  public static ValueHash parse(String text) {
    byte[] bytes = Base64Url.decode(text);
    if (bytes == null || bytes.length != 2 * Long.BYTES) {
      throw new IllegalArgumentException("not 16 bytes in base64url");
    }
    var buffer = ByteBuffer.wrap(bytes);
    return new ValueHash(buffer.getLong(), buffer.getLong());
  }

  @Override
  public int compareTo(ValueHash other) {
    int order = Long.compare(high, other.high);
    return order != 0 ? order : Long.compare(low, other.low);
  }

  /// Returns the bytes as base64url.
  @Override
  public String toString() {
    var bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    return Base64Url.encode(bytes);
  }
}
