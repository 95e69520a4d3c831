package io.legate.approval;

/// An approval that was refused by itself, whatever the ledger holds.
public final class ApprovalException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  ApprovalException(Reason reason) {
    super(reason.text);
    this.reason = reason;
  }

  ApprovalException(Reason reason, String detail) {
    super(reason.text + ": " + detail);
    this.reason = reason;
  }

  /// Why it was refused.
  public Reason reason() {
    return reason;
  }

  /// Why an approval is refused, in the order of the checks.
  public enum Reason {
    MALFORMED("approval is not a well-formed signed token"),
    TYP("`typ` is not `approval+jwt`"),
    ALGORITHM("`alg` is not accepted for approvals"),
    CLAIM_MISSING("approval lacks a claim"),
    CLAIM_MALFORMED("a claim of the approval is malformed"),
    CLAIM_UNKNOWN("approval has a claim that is not accepted"),
    ISSUER("`iss` is not the caller"),
    KEY("`kid` is not a key that the approver registered"),
    SIGNATURE("approval is not signed by the approver's key"),
    AUDIENCE("`aud` is not this issuer"),
    FROM_THE_FUTURE("`iat` is too far ahead"),
    EXPIRED("approval is past its `exp`"),
    VALID_TOO_LONG("`exp` is too far ahead");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }
}
