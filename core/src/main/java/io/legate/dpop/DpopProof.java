package io.legate.dpop;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Sha256;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.crypto.VerifiedJws;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A proof that passed the twelve checks. Only [DpopVerifier] makes one.
///
/// It may have been used before: that is for the ledger to say, by [#replayKey].
public final class DpopProof {

  private final VerifiedJws jws;
  private final String jti;
  private final Instant issuedAt;
  private final @Nullable String actionDigest;

  DpopProof(VerifiedJws jws, String jti, Instant issuedAt, @Nullable String actionDigest) {
    this.jws = jws;
    this.jti = jti;
    this.issuedAt = issuedAt;
    this.actionDigest = actionDigest;
  }

  /// The holder's key.
  public VerificationKey key() {
    return jws.key();
  }

  /// The thumbprint of the holder's key: what `cnf.jkt` must be.
  public Thumbprint thumbprint() {
    return jws.key().thumbprint();
  }

  /// The proof's own id, unique per key if its holder is honest.
  public String jti() {
    return jti;
  }

  /// When the holder says it was made.
  public Instant issuedAt() {
    return issuedAt;
  }

  /// The first instant at which the proof would be refused for its age alone: how long its replay
  /// key must be remembered.
  public Instant acceptableUntil() {
    return issuedAt.plus(DpopVerifier.AGE_MAX).plusNanos(1);
  }

  /// SHA-256 of thumbprint and `jti`, each after its length, in base64url. The key is in it, so
  /// that nobody can use up another holder's `jti`; the address is not, so that one proof cannot be
  /// spent at two spellings of it.
  public String replayKey() {
    byte[] jkt = thumbprint().value().getBytes(StandardCharsets.UTF_8);
    byte[] id = jti.getBytes(StandardCharsets.UTF_8);
    return Base64Url.encode(Sha256.digest(length(jkt), jkt, length(id), id));
  }

  /// `adg`, the digest of the action that the holder meant, or null where it is not said. It is NOT
  /// compared here.
  public @Nullable String actionDigest() {
    return actionDigest;
  }

  /// The proof as it was sent: once spent it is evidence, not a credential.
  public String compact() {
    return jws.jws().text();
  }

  private static byte[] length(byte[] bytes) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array();
  }

  @Override
  public String toString() {
    return "dpop proof of " + thumbprint();
  }
}
