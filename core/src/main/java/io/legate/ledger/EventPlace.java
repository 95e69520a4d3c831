package io.legate.ledger;

import io.legate.merkle.LeafIndex;
import java.time.Instant;
import java.util.Comparator;

/// Where an event stands among the events of all nodes: by its time, then by node, then by leaf.
///
/// A total order that never changes. It is not the order of commits: an event that is committed
/// later may stand before one that is there already, by as much as nodes' clocks differ. Where
/// nothing may be skipped, use [LogSizes].
///
/// @param at when it was decided, to the millisecond
public record EventPlace(Instant at, int node, LeafIndex leaf) implements Comparable<EventPlace> {

  private static final Comparator<EventPlace> ORDER =
      Comparator.comparing(EventPlace::at)
          .thenComparingInt(EventPlace::node)
          .thenComparingLong(place -> place.leaf.value());

  /// Returns the place of an event.
  public static EventPlace of(StoredEvent event) {
    return new EventPlace(event.at(), event.node(), event.leaf());
  }

  @Override
  public int compareTo(EventPlace other) {
    return ORDER.compare(this, other);
  }
}
