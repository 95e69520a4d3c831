package io.legate.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The id of one hop of a task.
public record HopId(UUID value) implements Comparable<HopId> {

  /// The deepest hop of any task; the root hop's depth is 0.
  public static final int DEPTH_MAX = 16;

  /// Returns a new id, made at `at`.
  public static HopId at(Instant at) {
    return new HopId(Uuid7.at(at));
  }

  /// Returns the id that `text` spells, or null where it spells none.
  public static @Nullable HopId parse(String text) {
    UUID uuid = Uuid7.parse(text);
    return uuid == null ? null : new HopId(uuid);
  }

  @Override
  public int compareTo(HopId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
