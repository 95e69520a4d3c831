package io.legate.delegation;

import io.legate.crypto.VerificationKey;
import io.legate.crypto.VerifiedJws;

/// A statement that the holder of the delegator's key signed, for this issuer, and that can be
/// redeemed now. Only [StatementVerifier] makes one.
public final class VerifiedStatement {

  private final VerifiedJws jws;
  private final StatementClaims claims;

  VerifiedStatement(VerifiedJws jws, StatementClaims claims) {
    this.jws = jws;
    this.claims = claims;
  }

  /// What it says.
  public StatementClaims claims() {
    return claims;
  }

  /// The delegator's key.
  public VerificationKey delegatorKey() {
    return jws.key();
  }

  /// The statement as it was sent: kept whole as the evidence of this consent.
  public String compact() {
    return jws.jws().text();
  }

  /// Its signing-input hash, by which it is recognised when it is presented again.
  public String hash() {
    return jws.jws().signingInputHash();
  }

  @Override
  public String toString() {
    return "statement " + hash();
  }
}
