package io.legate.approval;

import io.legate.crypto.VerificationKey;
import io.legate.crypto.VerifiedJws;

/// An answer that its approver signed, for this issuer, and that can be sent now. Only
/// [ApprovalVerifier] makes one.
public final class VerifiedApproval {

  private final VerifiedJws jws;
  private final ApprovalClaims claims;

  VerifiedApproval(VerifiedJws jws, ApprovalClaims claims) {
    this.jws = jws;
    this.claims = claims;
  }

  /// What it says.
  public ApprovalClaims claims() {
    return claims;
  }

  /// The approver's key.
  public VerificationKey key() {
    return jws.key();
  }

  /// The answer as it was sent: kept whole as the evidence of this consent.
  public String compact() {
    return jws.jws().text();
  }

  /// Its signing-input hash, by which it is recognised when it is sent again.
  public String hash() {
    return jws.jws().signingInputHash();
  }

  @Override
  public String toString() {
    return "approval " + hash();
  }
}
