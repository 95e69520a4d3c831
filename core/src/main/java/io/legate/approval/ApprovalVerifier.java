package io.legate.approval;

import io.legate.approval.ApprovalException.Reason;
import io.legate.crypto.SignatureVerifier;
import io.legate.crypto.VerificationKey;
import io.legate.identity.Client;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Checks an answer's signer, signature, address and time.
///
/// It does NOT check whether the approver may answer, since when its key is known, what was asked,
/// or whether the answer was given before.
public final class ApprovalVerifier {

  /// How far ahead `iat` may be.
  public static final Duration AHEAD_MAX = Duration.ofSeconds(10);

  /// How far ahead `exp` may be: an answer is sent when it is given.
  public static final Duration VALID_MAX = Duration.ofMinutes(5);

  private final SignatureVerifier signatures;

  public ApprovalVerifier(SignatureVerifier signatures) {
    this.signatures = signatures;
  }

  /// Verifies an answer with the key of the approver's registration that its `kid` names, and the
  /// algorithm that was recorded for that key.
  ///
  /// @param approver who sends it
  /// @param issuer our own identifier
  /// @throws ApprovalException with the first check that failed
  public VerifiedApproval verify(
      UnverifiedApproval approval, Client approver, String issuer, Instant now)
      throws ApprovalException {
    var claims = approval.claims();
    if (!claims.iss().equals(approver.id())) {
      throw new ApprovalException(Reason.ISSUER);
    }
    VerificationKey key = key(approver, approval.jws().kid());
    if (key == null) {
      throw new ApprovalException(Reason.KEY);
    }
    var verified = approval.jws().verifiedBy(key, signatures);
    if (verified == null) {
      throw new ApprovalException(Reason.SIGNATURE);
    }
    if (!claims.aud().equals(issuer)) {
      throw new ApprovalException(Reason.AUDIENCE);
    }
    if (claims.iat().isAfter(now.plus(AHEAD_MAX))) {
      throw new ApprovalException(Reason.FROM_THE_FUTURE);
    }
    if (!now.isBefore(claims.exp())) {
      throw new ApprovalException(Reason.EXPIRED);
    }
    if (claims.exp().isAfter(now.plus(VALID_MAX))) {
      throw new ApprovalException(Reason.VALID_TOO_LONG);
    }
    return new VerifiedApproval(verified, claims);
  }

  private static @Nullable VerificationKey key(Client approver, @Nullable String kid) {
    return approver.keys().stream()
        .filter(key -> key.thumbprint().value().equals(kid))
        .findFirst()
        .orElse(null);
  }
}
