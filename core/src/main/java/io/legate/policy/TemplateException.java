package io.legate.policy;

import java.util.List;
import java.util.stream.Collectors;

/// A template that cannot be filled. Carries everything that keeps it from being.
public final class TemplateException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  TemplateException(List<Fault> faults) {
    super(
        faults.stream()
            .limit(3)
            .map(fault -> "`" + fault.parameter() + "` " + fault.sentence())
            .collect(Collectors.joining(", ")));
    this.faults = faults.stream().distinct().toList();
  }

  /// Returns every fault; never empty.
  public List<Fault> faults() {
    return faults;
  }

  /// One thing that is wrong.
  ///
  /// @param parameter its name, or what a placeholder names
  /// @param reason stable, lower case with underscores
  /// @param sentence for people: lower case, no full stop
  public record Fault(String parameter, String reason, String sentence) {}
}
