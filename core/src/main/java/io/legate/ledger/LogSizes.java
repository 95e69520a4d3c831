package io.legate.ledger;

import io.legate.merkle.TreeSize;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// How much of each node's log there is, or was looked at: the cursor that skips nothing, because
/// each log is committed in the order of its leaves.
///
/// @param leaves how many of each node; a node that is not in it has none
public record LogSizes(SortedMap<Integer, Long> leaves) {

  /// Nothing of any log.
  public static final LogSizes NONE = new LogSizes(new TreeMap<>());

  public LogSizes {
    leaves = Collections.unmodifiableSortedMap(new TreeMap<>(leaves));
    for (var one : leaves.entrySet()) {
      if (one.getKey() < 1 || one.getValue() < 0) {
        throw new IllegalArgumentException("a log has a node from 1 and no fewer than 0 leaves");
      }
    }
  }

  /// Returns the sizes of these nodes' logs.
  public static LogSizes of(Map<Integer, Long> leaves) {
    return new LogSizes(new TreeMap<>(leaves));
  }

  /// Returns how much there is of one node's log.
  public TreeSize of(int node) {
    return new TreeSize(leaves.getOrDefault(node, 0L));
  }

  /// Returns whether this has at least as much of every log.
  public boolean covers(LogSizes other) {
    return other.leaves.entrySet().stream()
        .allMatch(one -> leaves.getOrDefault(one.getKey(), 0L) >= one.getValue());
  }
}
