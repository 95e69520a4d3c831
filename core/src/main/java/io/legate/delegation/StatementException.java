package io.legate.delegation;

/// A delegation statement that was refused by itself, whatever the ledger holds.
public final class StatementException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  StatementException(Reason reason) {
    super(reason.text);
    this.reason = reason;
  }

  StatementException(Reason reason, String detail) {
    super(reason.text + ": " + detail);
    this.reason = reason;
  }

  /// Why it was refused.
  public Reason reason() {
    return reason;
  }

  /// Why a statement is refused, in the order of the checks.
  public enum Reason {
    MALFORMED("statement is not a well-formed signed token"),
    TYP("`typ` is not `delegation+jwt`"),
    ALGORITHM("`alg` is not accepted for statements"),
    CLAIM_MISSING("statement lacks a claim"),
    CLAIM_MALFORMED("a claim of the statement is malformed"),
    CLAIM_UNKNOWN("statement has a claim that is not accepted"),
    KEY("`kid` is not the delegator's key"),
    SIGNATURE("statement is not signed by the delegator's key"),
    AUDIENCE("`aud` is not this issuer"),
    FROM_THE_FUTURE("`iat` is too far ahead"),
    EXPIRED("statement is past its `exp`"),
    VALID_TOO_LONG("`exp` is too far ahead"),
    HOP_ENDED("`hop_exp` has passed");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }
}
