package io.legate.feed;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How far each node's log has been read.
///
/// A node's commits are in leaf order, so that nothing before it is ever skipped, whatever other
/// nodes commit meanwhile. One number over all nodes could not say that.
///
/// @param read by node: how many leaves of its log were read. A log that is not named was not begun
public record Position(SortedMap<Integer, Long> read) {

  /// Before everything.
  public static final Position START = new Position(Collections.emptySortedMap());

  /// The most logs of one ledger.
  public static final int NODES_MAX = 1_023;

  private static final byte VERSION = 1;
  private static final int ENTRY_BYTES = Short.BYTES + Long.BYTES;

  public Position {
    read = Collections.unmodifiableSortedMap(new TreeMap<>(read));
    if (read.size() > NODES_MAX
        || read.keySet().stream().anyMatch(node -> node < 1 || node > NODES_MAX)
        || read.values().stream().anyMatch(leaves -> leaves < 0)) {
      throw new IllegalArgumentException("no such position");
    }
  }

  /// Returns how many leaves of a node's log were read.
  public long of(int node) {
    return read.getOrDefault(node, 0L);
  }

  /// Returns the later of both, log by log.
  public Position or(Position other) {
    var both = new TreeMap<>(read);
    other.read.forEach((node, leaves) -> both.merge(node, leaves, Math::max));
    return new Position(both);
  }

  /// Returns whether it is further than `end` in any log: a place that this ledger has not.
  public boolean isBeyond(Position end) {
    return read.entrySet().stream().anyMatch(each -> each.getValue() > end.of(each.getKey()));
  }

  /// Returns what [#parse] reads.
  public byte[] bytes() {
    var bytes = ByteBuffer.allocate(1 + read.size() * ENTRY_BYTES).put(VERSION);
    for (Map.Entry<Integer, Long> each : read.entrySet()) {
      bytes.putShort(each.getKey().shortValue()).putLong(each.getValue());
    }
    return bytes.array();
  }

  /// Returns the position that these bytes spell, or null where they spell none.
  public static @Nullable Position parse(byte[] bytes) {
    if (bytes.length == 0
        || bytes[0] != VERSION
        || (bytes.length - 1) % ENTRY_BYTES != 0
        || bytes.length > 1 + NODES_MAX * ENTRY_BYTES) {
      return null;
    }
    var read = new TreeMap<Integer, Long>();
    int last = 0;
    for (var rest = ByteBuffer.wrap(bytes, 1, bytes.length - 1); rest.hasRemaining(); ) {
      int node = rest.getShort();
      long leaves = rest.getLong();
      if (node <= last || node > NODES_MAX || leaves < 0) {
        return null;
      }
      read.put(node, leaves);
      last = node;
    }
    return new Position(read);
  }
}
