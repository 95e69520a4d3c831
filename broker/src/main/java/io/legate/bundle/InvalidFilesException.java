package io.legate.bundle;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Files that are not a policy bundle. Carries everything that is wrong with them.
public final class InvalidFilesException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<BundleProblem> problems;

  public InvalidFilesException(List<BundleProblem> problems) {
    super(problems.stream().map(BundleProblem::toString).collect(Collectors.joining("\n")));
    this.problems =
        problems.stream()
            .sorted(Comparator.comparing(BundleProblem::file).thenComparingInt(BundleProblem::line))
            .toList();
  }

  /// Returns the exception for one problem that is about all files.
  static InvalidFilesException about(String message) {
    return new InvalidFilesException(List.of(new BundleProblem("", 0, "", message)));
  }

  /// Returns every problem, in the order of files and lines; never empty.
  public List<BundleProblem> problems() {
    return problems;
  }
}
