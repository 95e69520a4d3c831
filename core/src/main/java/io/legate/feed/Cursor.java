package io.legate.feed;

import io.legate.ledger.LogSizes;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How far the logs were read, as bytes that a listener keeps and brings back.
///
/// Who makes up a cursor misses what it skips, and learns nothing by it.
public final class Cursor {

  /// The most logs of one ledger.
  private static final int NODES_MAX = 1_023;

  private static final byte VERSION = 1;
  private static final int ENTRY_BYTES = Short.BYTES + Long.BYTES;

  private Cursor() {}

  /// Returns what [#parse] reads.
  public static byte[] bytes(LogSizes read) {
    var bytes = ByteBuffer.allocate(1 + read.leaves().size() * ENTRY_BYTES).put(VERSION);
    for (Map.Entry<Integer, Long> each : read.leaves().entrySet()) {
      bytes.putShort(each.getKey().shortValue()).putLong(each.getValue());
    }
    return bytes.array();
  }

  /// Returns what these bytes spell, or null where they spell nothing.
  public static @Nullable LogSizes parse(byte[] bytes) {
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
    return new LogSizes(read);
  }

  /// Returns the later of both, log by log.
  static LogSizes later(LogSizes one, LogSizes other) {
    var both = new TreeMap<>(one.leaves());
    other.leaves().forEach((node, leaves) -> both.merge(node, leaves, Math::max));
    return new LogSizes(both);
  }
}
