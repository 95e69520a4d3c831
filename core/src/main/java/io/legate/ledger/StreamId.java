package io.legate.ledger;

import io.legate.identity.Uuid7;
import java.time.Instant;
import java.util.UUID;

/// The id of a stream of events. A task's stream has the task's id.
public record StreamId(UUID value) implements Comparable<StreamId> {

  /// The stream of what removes or restores authority. Its last sequence number is the *control
  /// sequence* that every other event names.
  public static final StreamId CONTROL = new StreamId(new UUID(0, 0));

  /// Returns a new id, made at `at`, after those made before it so that an index stays narrow.
  public static StreamId at(Instant at) {
    return new StreamId(Uuid7.at(at));
  }

  /// Returns whether this is the control stream.
  public boolean isControl() {
    return equals(CONTROL);
  }

  @Override
  public int compareTo(StreamId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
