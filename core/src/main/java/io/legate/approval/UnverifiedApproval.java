package io.legate.approval;

import io.legate.approval.ApprovalException.Reason;
import io.legate.crypto.CompactJws;
import io.legate.crypto.MalformedTokenException;
import io.legate.crypto.Typ;

/// An answer that is well formed and **not verified**.
public final class UnverifiedApproval {

  private final CompactJws jws;
  private final ApprovalClaims claims;

  private UnverifiedApproval(CompactJws jws, ApprovalClaims claims) {
    this.jws = jws;
    this.claims = claims;
  }

  /// Reads an answer: form, class, algorithm, claims.
  ///
  /// @throws ApprovalException with the first thing that is wrong
  public static UnverifiedApproval parse(String text) throws ApprovalException {
    CompactJws jws;
    try {
      jws = CompactJws.parse(text, CompactJws.Form.TOKEN);
    } catch (MalformedTokenException e) {
      throw new ApprovalException(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
    if (!Typ.APPROVAL.isOf(jws)) {
      throw new ApprovalException(Reason.TYP);
    }
    boolean accepted =
        switch (jws.algorithm()) {
          case ES256, EDDSA -> true;
          case RS256 -> false;
        };
    if (!accepted) {
      throw new ApprovalException(Reason.ALGORITHM);
    }
    return new UnverifiedApproval(jws, ApprovalClaims.parse(jws.payload()));
  }

  /// What it says, on nobody's word yet.
  public ApprovalClaims claims() {
    return claims;
  }

  CompactJws jws() {
    return jws;
  }

  @Override
  public String toString() {
    return "unverified approval " + jws.signingInputHash();
  }
}
