package io.legate.token;

import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerifiedJws;
import java.time.Instant;

/// A verified token instance of a hop: it carries authority, and never authenticates a caller.
///
/// Whether the ledger holds it, and whether its hop, task, key and client are in force, is NOT
/// settled by this type.
public final class VerifiedInstance implements VerifiedToken {

  private final VerifiedJws jws;
  private final InstanceClaims claims;

  VerifiedInstance(VerifiedJws jws, InstanceClaims claims) {
    this.jws = jws;
    this.claims = claims;
  }

  /// What it says.
  public InstanceClaims claims() {
    return claims;
  }

  @Override
  public VerifiedJws jws() {
    return jws;
  }

  @Override
  public String jti() {
    return claims.jti();
  }

  @Override
  public Thumbprint holder() {
    return claims.holder();
  }

  @Override
  public Instant notBefore() {
    return claims.nbf();
  }

  @Override
  public Instant issuedAt() {
    return claims.iat();
  }

  @Override
  public Instant expiresAt() {
    return claims.exp();
  }

  @Override
  public String toString() {
    return "verified token " + claims.jti();
  }
}
