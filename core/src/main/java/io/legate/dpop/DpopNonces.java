package io.legate.dpop;

import io.legate.crypto.Base64Url;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Nonces that carry their time of issue under a MAC, so that nothing is stored for them.
///
/// 24 bytes in base64url: eight of seconds, the first sixteen of HMAC-SHA-256 over them. Nodes with
/// the same key accept each other's. All nonces of one second are equal: they are unpredictable,
/// not unique.
public final class DpopNonces implements Nonces {

  /// How long a nonce is accepted. The nodes' clocks may differ by [#AHEAD_MAX].
  public static final Duration LIFETIME = Duration.ofMinutes(2);

  /// How far ahead another node's clock may be.
  public static final Duration AHEAD_MAX = Duration.ofSeconds(10);

  private static final int MAC_BYTES = 16;

  private final SecretKeySpec key;

  /// @param key at least 32 secret bytes, used for nothing else
  public DpopNonces(byte[] key) {
    if (key.length < 32) {
      throw new IllegalArgumentException("a nonce key needs 32 bytes");
    }
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  @Override
  public String issue(Instant now) {
    byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(now.getEpochSecond()).array();
    return Base64Url.encode(
        ByteBuffer.allocate(Long.BYTES + MAC_BYTES).put(time).put(mac(time)).array());
  }

  @Override
  public boolean accepts(String nonce, Instant now) {
    byte[] bytes = nonce.length() == 32 ? Base64Url.decode(nonce) : null;
    if (bytes == null) {
      return false;
    }
    byte[] time = Arrays.copyOf(bytes, Long.BYTES);
    byte[] claimed = Arrays.copyOfRange(bytes, Long.BYTES, bytes.length);
    if (!MessageDigest.isEqual(mac(time), claimed)) {
      return false;
    }
    var issuedAt = Instant.ofEpochSecond(ByteBuffer.wrap(time).getLong());
    return !issuedAt.isAfter(now.plus(AHEAD_MAX)) && now.isBefore(issuedAt.plus(LIFETIME));
  }

  private byte[] mac(byte[] time) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return Arrays.copyOf(mac.doFinal(time), MAC_BYTES);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }
}
