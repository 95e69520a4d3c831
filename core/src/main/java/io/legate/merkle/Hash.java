package io.legate.merkle;

import io.legate.crypto.Base64Url;
import java.util.Arrays;

/// The SHA-256 hash of a leaf, of a node or of a whole tree. Immutable.
///
/// Compared with [#equals], whose time depends on the values: hashes in a public log are no
/// secrets.
public final class Hash {

  /// How long every one of them is.
  public static final int BYTES = 32;

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
    }
    this.bytes = bytes;
  }

  /// Returns the hash with these bytes.
  ///
  /// @throws IllegalArgumentException unless there are 32
  public static Hash of(byte[] bytes) {
    return new Hash(bytes.clone());
  }

  /// Keeps `bytes` without copying: only for bytes that nobody else holds.
  static Hash owning(byte[] bytes) {
    return new Hash(bytes);
  }

  /// Returns a copy of the bytes.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// The bytes themselves, to be read and never written.
  byte[] shared() {
    return bytes;
  }

  /// Returns the bytes as base64url without padding.
  public String base64Url() {
    return Base64Url.encode(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return base64Url();
  }
}
