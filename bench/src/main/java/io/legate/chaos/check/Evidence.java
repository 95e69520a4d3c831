package io.legate.chaos.check;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Everything there is to judge by.
///
/// @param streams the ledger's events, by stream and in order
/// @param logs what the brokers wrote, by name
public record Evidence(
    Recorded recorded,
    LedgerCopy ledger,
    Map<UUID, List<Event>> streams,
    Map<String, String> logs) {

  public Evidence {
    streams = Map.copyOf(streams);
    logs = Map.copyOf(logs);
  }

  /// Puts it together.
  public static Evidence of(Recorded recorded, LedgerCopy ledger, Map<String, String> logs) {
    return new Evidence(recorded, ledger, ledger.streams(), logs);
  }

  /// Returns the events of a task; none where the ledger does not know it.
  List<Event> task(String id) {
    try {
      return streams.getOrDefault(UUID.fromString(id), List.of());
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /// Returns the event that a decision's id names, null where there is none.
  @Nullable Event decision(String id) {
    int dot = id.lastIndexOf('.');
    if (dot < 0 || !id.substring(dot + 1).matches("[0-9]{1,18}")) {
      return null;
    }
    return event(id.substring(0, dot), Long.parseLong(id.substring(dot + 1)));
  }

  /// Returns the event at a place of a task, null where there is none.
  @Nullable Event event(String task, long seq) {
    // Found by its number and not by its place: a broken chain has gaps.
    return task(task).stream().filter(event -> event.seq() == seq).findFirst().orElse(null);
  }
}
