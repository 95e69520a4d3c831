package io.legate.policy;

import java.time.Duration;
import java.util.Locale;

/// A circuit breaker: so many denials of one agent within a window, and something is halted.
///
/// @param id stable, named in records
/// @param denials how many trip it
/// @param per the window
public record Breaker(String id, int denials, Duration per, Trip then) {

  /// The most denials that a breaker can count.
  public static final int DENIALS_MAX = 100;

  public Breaker {
    if (denials < 1 || denials > DENIALS_MAX || !per.isPositive()) {
      throw new IllegalArgumentException("breaker is out of range");
    }
  }

  /// What a tripped breaker does.
  public enum Trip {
    /// Every hop of the agent in the task is suspended, until an operator resumes it.
    SUSPEND_AGENT,
    /// Everything in the task needs a person's approval.
    ESCALATE_EVERYTHING;

    /// The name in policies and records, such as `suspend_agent`.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
