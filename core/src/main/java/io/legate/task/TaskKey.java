package io.legate.task;

import io.legate.limits.ValueHash;
import io.legate.provenance.Canonical;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The random key of one task, under which the values that it has met are kept as hashes.
///
/// Once it is erased nobody can tell which values they were, not even by trying some; the hashes
/// themselves stand in the log for ever. It is never part of an event or a snapshot.
public final class TaskKey {

  private static final int BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  /// Named, so that no provider of signatures put first serves it.
  private static final Provider JDK = Security.getProvider("SunJCE");

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] bytes;

  private TaskKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Makes a new key.
  public static TaskKey random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new TaskKey(bytes);
  }

  /// Returns the key of which these are the bytes.
  ///
  /// @throws IllegalArgumentException if they are none
  public static TaskKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a task's key has 32 bytes");
    }
    return new TaskKey(bytes.clone());
  }

  /// Returns the secret bytes, to be kept where they can be erased and nowhere else.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// Returns what hashes under this key. Not safe for concurrent use.
  public Hasher hasher() {
    return new Hasher(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TaskKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// Says nothing of the key.
  @Override
  public String toString() {
    return "a task's key";
  }

  /// Makes the first 16 bytes of HMAC-SHA-256: nobody without the key can find two values of one
  /// hash, and among the values of a task chance will not.
  public static final class Hasher {

    private final Mac mac;

    private Hasher(byte[] key) {
      try {
        mac = Mac.getInstance(ALGORITHM, JDK);
        mac.init(new SecretKeySpec(key, ALGORITHM));
      } catch (NoSuchAlgorithmException | InvalidKeyException e) {
        throw missing(e);
      }
    }

    /// Returns what stands for a value in a place.
    ///
    /// Over place, form and spelling, with a NUL between them, which none of the first two has.
    ///
    /// @param place a source and its field, such as `erp.vendors.iban`
    public ValueHash hash(String place, Canonical value) {
      return hash(place + '\0' + value.form().code() + '\0' + value.text());
    }

    /// Returns what stands for a value that was written to a source, whichever field it is read
    /// from later. No place has a space.
    public ValueHash written(String source, Canonical value) {
      return hash("written " + source, value);
    }

    /// Returns what stands for a text.
    public ValueHash hash(String text) {
      var digest = ByteBuffer.wrap(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
      return new ValueHash(digest.getLong(), digest.getLong());
    }
  }

  private static IllegalStateException missing(GeneralSecurityException e) {
    return new IllegalStateException("every JDK has HMAC-SHA-256", e);
  }
}
