package io.legate.policy;

import java.time.Duration;

/// How long things may live at most, and how deep a chain may go.
///
/// @param task from OpenTask to the task's end
/// @param hop from issuance to the hop's end
/// @param instance of one token instance
/// @param executeWithin from an ALLOW to the beginning of its execution
/// @param depth the deepest hop; the root is 0
public record Lifetimes(
    Duration task, Duration hop, Duration instance, Duration executeWithin, int depth) {

  /// The longest that any policy may let a token instance live.
  public static final Duration INSTANCE_MAX = Duration.ofHours(1);

  /// A day for a task and a hop, five minutes for an instance, five seconds to begin, 16 hops.
  public static final Lifetimes DEFAULT =
      new Lifetimes(
          Duration.ofDays(1), Duration.ofDays(1), Duration.ofMinutes(5), Duration.ofSeconds(5), 16);

  /// Returns these, with the two that follow an action's risk no longer than given.
  Lifetimes shortened(Duration instanceMax, Duration executeWithinMax) {
    return new Lifetimes(
        task, hop, shorter(instance, instanceMax), shorter(executeWithin, executeWithinMax), depth);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
