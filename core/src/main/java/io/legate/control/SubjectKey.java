package io.legate.control;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Sha256;
import io.legate.identity.RequestId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What one control event names a subject under, so that the event can stay when the subject's name
/// must go.
///
/// It follows from the id of the request, which is on record as part of a digest only: whoever made
/// the request can show later whom the event was about, and nobody can find out by trying names
/// once the key beside the event has been erased.
public final class SubjectKey {

  private static final int BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";
  private static final Provider JDK = Security.getProvider("SunJCE");

  private final byte[] bytes;

  private SubjectKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Returns the key of a request.
  public static SubjectKey of(RequestId request) {
    String text = "legate subject\n" + request;
    return new SubjectKey(Sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Returns the key of which these are the bytes.
  ///
  /// @throws IllegalArgumentException if they are none
  public static SubjectKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a subject's key has 32 bytes");
    }
    return new SubjectKey(bytes.clone());
  }

  /// Returns the bytes, to be kept where they can be erased.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// Returns what stands for a subject: HMAC-SHA-256 over its name, as base64url.
  public String mark(String subject) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM, JDK);
      mac.init(new SecretKeySpec(bytes, ALGORITHM));
      return Base64Url.encode(mac.doFinal(subject.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubjectKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// Says nothing of the key.
  @Override
  public String toString() {
    return "a subject's key";
  }
}
