package io.legate.token;

import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerifiedJws;
import java.time.Instant;

/// An access token that a trusted key signed, for the expected audience, within its time. Only
/// [TokenVerifier] makes one, and the two classes never stand for each other.
///
/// It may still be useless: its holder must prove possession, and the ledger must hold it.
public sealed interface VerifiedToken permits VerifiedApiToken, VerifiedInstance {

  /// The token and the key that signed it.
  VerifiedJws jws();

  /// Its own id.
  String jti();

  /// The key it is bound to.
  Thumbprint holder();

  /// The first instant at which it may be used.
  Instant notBefore();

  /// When it was issued.
  Instant issuedAt();

  /// The first instant at which it is good for nothing.
  Instant expiresAt();

  /// Its signing-input hash: `par_hash` of its children, and its name in the ledger.
  default String hash() {
    return jws().jws().signingInputHash();
  }

  /// The hash of its whole text, as a proof must say it (`ath`).
  default String textHash() {
    return jws().jws().textHash();
  }
}
