package io.legate.boundary;

import java.util.List;

/// Text that is not a boundary. Carries everything that is wrong with it.
public final class InvalidBoundaryException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  InvalidBoundaryException(List<Problem> problems) {
    super(Reading.summary(problems));
    this.problems = List.copyOf(problems);
  }

  /// Returns every problem, in the order of the text; never empty.
  public List<Problem> problems() {
    return problems;
  }
}
