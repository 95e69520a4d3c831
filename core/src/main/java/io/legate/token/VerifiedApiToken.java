package io.legate.token;

import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerifiedJws;
import java.time.Instant;

/// A verified API token: it authenticates a caller, and is never an authority to act.
public final class VerifiedApiToken implements VerifiedToken {

  private final VerifiedJws jws;
  private final ApiTokenClaims claims;

  VerifiedApiToken(VerifiedJws jws, ApiTokenClaims claims) {
    this.jws = jws;
    this.claims = claims;
  }

  /// What it says.
  public ApiTokenClaims claims() {
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
