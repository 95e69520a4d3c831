package io.legate.ledger;

import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Events that are committed together or not at all. Entry *i* gets leaf index *size before* + *i*.
///
/// Either every entry stands in the control stream or none does: a change of control is alone in
/// its batch. Entries of one stream stand in the order of their sequence numbers.
///
/// @param before the head it grows from, with the writer's term
/// @param after the tree with every entry's hash appended
/// @param control the control sequence all of it was decided under
/// @param now the writer's clock
/// @param entries 1 to [#EVENTS_MAX]
public record Batch(
    LogHead before, Frontier after, long control, Instant now, List<Entry> entries) {

  /// The most events of one batch.
  public static final int EVENTS_MAX = 1024;

  public Batch {
    entries = List.copyOf(entries);
    if (entries.isEmpty() || entries.size() > EVENTS_MAX) {
      throw new IllegalArgumentException("a batch has 1 to 1024 events");
    }
    long grown = before.frontier().size().leaves() + entries.size();
    if (after.size().leaves() != grown) {
      throw new IllegalArgumentException("the tree does not grow by the batch");
    }
    boolean first = entries.getFirst().stream().isControl();
    for (Entry entry : entries) {
      if (entry.stream().isControl() != first) {
        throw new IllegalArgumentException("a change of control is alone in its batch");
      }
    }
  }

  /// Returns the batch of these entries.
  public static Batch of(LogHead before, long control, Instant now, List<Entry> entries) {
    var hashes = new ArrayList<Hash>(entries.size());
    for (Entry entry : entries) {
      hashes.add(entry.hash());
    }
    return new Batch(before, before.frontier().plus(hashes), control, now, entries);
  }

  /// Returns whether this changes control.
  public boolean isControl() {
    return entries.getFirst().stream().isControl();
  }

  /// Returns the control sequence once this is committed.
  public long controlAfter() {
    return isControl() ? entries.getLast().seq() : control;
  }
}
