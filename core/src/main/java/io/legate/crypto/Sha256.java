package io.legate.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;

/// SHA-256 of bytes, by the JDK, which is faster at it than either crypto library.
public final class Sha256 {

  /// Named, so that a faster provider of signatures put first does not serve the digests too.
  private static final Provider JDK = Security.getProvider("SUN");

  /// Never updated, only copied, which saves finding out each time who makes digests.
  private static final MessageDigest BLANK = blank();

  private Sha256() {}

  /// Returns the 32-byte digest of the parts, one after the other.
  public static byte[] digest(byte[]... parts) {
    MessageDigest digest = newDigest();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /// Returns the digest of the text's UTF-8 bytes, as base64url.
  public static String base64Url(String text) {
    return Base64Url.encode(digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Returns a new digest.
  public static MessageDigest newDigest() {
    try {
      return (MessageDigest) BLANK.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
    }
  }

  private static MessageDigest blank() {
    try {
      return MessageDigest.getInstance("SHA-256", JDK);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
