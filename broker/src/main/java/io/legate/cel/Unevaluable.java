package io.legate.cel;

/// An expression asks for what cannot be told. Leaves the library as the reason of a failure.
final class Unevaluable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// @param reason for people: lower case, without internals
  Unevaluable(String reason) {
    super(reason, null, false, false);
  }
}
