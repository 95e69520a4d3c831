package io.legate.policy;

import io.legate.boundary.Problem;
import io.legate.boundary.Reading;
import java.util.List;

/// A bundle that is not a policy. Carries everything that is wrong with it.
public final class InvalidBundleException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public InvalidBundleException(List<Problem> problems) {
    super(Reading.summary(problems));
    this.problems = problems.stream().distinct().toList();
  }

  /// Returns every problem, each with its place in the bundle; never empty.
  public List<Problem> problems() {
    return problems;
  }
}
