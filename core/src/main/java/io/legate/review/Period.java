package io.legate.review;

import io.legate.identity.TaskId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which recorded decisions are looked at.
///
/// @param since the first instant; null for the beginning
/// @param until the first instant that is not looked at any more; null for the end
/// @param tasks only these; empty for all
public record Period(@Nullable Instant since, @Nullable Instant until, List<TaskId> tasks) {

  /// Everything on record.
  public static final Period ALL = new Period(null, null, List.of());

  public Period {
    tasks = List.copyOf(tasks);
  }

  /// Returns whether what was decided at `at` is looked at.
  public boolean holds(Instant at) {
    return (since == null || !at.isBefore(since)) && (until == null || at.isBefore(until));
  }
}
