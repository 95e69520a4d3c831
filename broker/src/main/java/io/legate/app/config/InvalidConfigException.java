package io.legate.app.config;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// A configuration that Legate does not start with. Carries everything that is wrong with it.
public final class InvalidConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  public InvalidConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = problems.stream().sorted(Comparator.comparingInt(ConfigProblem::line)).toList();
  }

  /// Returns the exception for one problem that stands on no line.
  public static InvalidConfigException about(String path, String message) {
    return new InvalidConfigException(List.of(new ConfigProblem(0, path, message)));
  }

  /// Returns every problem, in the order of the lines; never empty.
  public List<ConfigProblem> problems() {
    return problems;
  }
}
