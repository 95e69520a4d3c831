package io.legate.policy;

/// A figure that an expression asks for is not known, such as a count that reaches further back
/// than a task remembers. The expression fails then; nobody is given a guess.
///
/// Its message is for people: lower case, without internals.
public final class UnknownFigureException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnknownFigureException(String reason) {
    super(reason, null, false, false);
  }
}
