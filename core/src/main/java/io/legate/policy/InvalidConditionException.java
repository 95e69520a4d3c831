package io.legate.policy;

/// An expression is not one.
public final class InvalidConditionException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int column;

  /// @param message for people: what is wrong, lower case, without internals
  /// @param column where in the text, from 1; 0 where it is about the whole
  public InvalidConditionException(String message, int column) {
    super(message);
    this.column = column;
  }

  /// Returns where in the text it goes wrong, from 1; 0 where it is about the whole.
  public int column() {
    return column;
  }
}
