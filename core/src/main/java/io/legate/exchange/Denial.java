package io.legate.exchange;

import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;

/// An exchange that is refused after its statement or token was verified: what the caller is told,
/// and the cause that the record keeps.
///
/// What is wrong on the delegator's side is told as one: the delegate can do nothing about it, and
/// must not learn from the answer what state somebody else's hop is in.
final class Denial extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient RefusedException told;
  private final String cause;

  private Denial(RefusedException told, String cause) {
    super(cause);
    this.told = told;
    this.cause = cause;
  }

  /// Told as it is.
  static Denial of(RefusedException told) {
    return new Denial(told, told.sentence());
  }

  /// Told as it is.
  static Denial of(Code code, String sentence) {
    return of(new RefusedException(code, sentence));
  }

  /// On the delegator's side.
  static Denial unusable(String cause) {
    return new Denial(
        new RefusedException(
            Code.INVALID_REQUEST,
            "statement_unusable: the delegator's consent is not in force; ask it for another"),
        cause);
  }

  RefusedException told() {
    return told;
  }

  String cause() {
    return cause;
  }
}
