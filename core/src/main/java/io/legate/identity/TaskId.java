package io.legate.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The id of one task: `txn` in every token of its tree, and the id of its stream in the ledger.
public record TaskId(UUID value) implements Comparable<TaskId> {

  /// Returns a new id, made at `at`.
  public static TaskId at(Instant at) {
    return new TaskId(Uuid7.at(at));
  }

  /// Returns the id that `text` spells, or null where it spells none.
  public static @Nullable TaskId parse(String text) {
    UUID uuid = Uuid7.parse(text);
    return uuid == null ? null : new TaskId(uuid);
  }

  @Override
  public int compareTo(TaskId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
