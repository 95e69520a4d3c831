package io.legate.delegation;

import io.legate.crypto.SignatureVerifier;
import io.legate.crypto.VerificationKey;
import io.legate.delegation.StatementException.Reason;
import java.time.Duration;
import java.time.Instant;

/// Checks a statement's signature, address and time.
///
/// It does NOT check that the key is the delegator's: the caller passes the key that was recorded
/// when the delegator's hop was made. Nor does it check the hop, the depth, the boundary, the
/// delegate, or whether the statement was redeemed before.
public final class StatementVerifier {

  /// How far ahead `iat` may be.
  public static final Duration AHEAD_MAX = Duration.ofSeconds(10);

  /// How far ahead `exp` may be: a consent is redeemed soon or asked for again.
  public static final Duration VALID_MAX = Duration.ofMinutes(5);

  private final SignatureVerifier signatures;

  public StatementVerifier(SignatureVerifier signatures) {
    this.signatures = signatures;
  }

  /// Verifies a statement.
  ///
  /// @param delegatorKey the key of the hop it claims to come from
  /// @param issuer our own identifier
  /// @throws StatementException with the first check that failed
  public VerifiedStatement verify(
      UnverifiedStatement statement, VerificationKey delegatorKey, String issuer, Instant now)
      throws StatementException {
    if (!delegatorKey.thumbprint().value().equals(statement.jws().kid())) {
      throw new StatementException(Reason.KEY);
    }
    var verified = statement.jws().verifiedBy(delegatorKey, signatures);
    if (verified == null) {
      throw new StatementException(Reason.SIGNATURE);
    }
    var claims = statement.claims();
    if (!claims.aud().equals(issuer)) {
      throw new StatementException(Reason.AUDIENCE);
    }
    checkTime(claims, now);
    return new VerifiedStatement(verified, claims);
  }

  private static void checkTime(StatementClaims claims, Instant now) throws StatementException {
    if (claims.iat().isAfter(now.plus(AHEAD_MAX))) {
      throw new StatementException(Reason.FROM_THE_FUTURE);
    }
    if (!now.isBefore(claims.exp())) {
      throw new StatementException(Reason.EXPIRED);
    }
    if (claims.exp().isAfter(now.plus(VALID_MAX))) {
      throw new StatementException(Reason.VALID_TOO_LONG);
    }
    if (!now.isBefore(claims.hopExp())) {
      throw new StatementException(Reason.HOP_ENDED);
    }
  }
}
