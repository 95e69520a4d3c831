package io.legate.ledger;

import java.util.List;

/// Events that remove or restore authority, of every node's log.
///
/// @param events by node, then by leaf
/// @param upTo what they reach to: where to go on from
/// @param heads where all logs ended at that moment; equal to `upTo` if nothing was left out
public record Removals(List<StoredEvent> events, LogSizes upTo, LogSizes heads) {
  public Removals {
    events = List.copyOf(events);
  }

  /// Returns whether there was no more at that moment.
  public boolean isAll() {
    return upTo.covers(heads);
  }
}
