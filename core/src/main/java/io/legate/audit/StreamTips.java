package io.legate.audit;

import io.legate.ledger.StreamId;
import io.legate.merkle.Hash;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Where each stream has got to, for logs with millions of them: forty-eight bytes each.
///
/// Of a hash sixteen bytes are kept. That is enough to tell records apart; what a log is worth
/// hangs on its root. Not safe for use from many threads.
final class StreamTips {

  private static final int LONGS = 6;

  private long[] slots = new long[LONGS * 1024];
  private int count;

  /// Where a stream ends: a view that is good until the next call.
  record Tip(long seq, long leaf, long hash, long more) {

    boolean isHash(Hash other) {
      var bytes = ByteBuffer.wrap(other.bytes());
      return bytes.getLong() == hash && bytes.getLong() == more;
    }
  }

  /// Returns the last record of a stream, or null where there was none.
  @Nullable Tip get(StreamId stream) {
    int at = slot(slots, stream);
    return slots[at + 2] == 0
        ? null
        : new Tip(slots[at + 2], slots[at + 3], slots[at + 4], slots[at + 5]);
  }

  void put(StreamId stream, long seq, long leaf, Hash hash) {
    int at = slot(slots, stream);
    if (slots[at + 2] == 0) {
      if (++count * 4L > (slots.length / LONGS) * 3L) {
        grow();
        at = slot(slots, stream);
      }
      slots[at] = stream.value().getMostSignificantBits();
      slots[at + 1] = stream.value().getLeastSignificantBits();
    }
    var bytes = ByteBuffer.wrap(hash.bytes());
    slots[at + 2] = seq;
    slots[at + 3] = leaf;
    slots[at + 4] = bytes.getLong();
    slots[at + 5] = bytes.getLong();
  }

  /// The slot of a stream, or the free one where it belongs. A sequence number of 0 means free.
  private static int slot(long[] slots, StreamId stream) {
    return slot(
        slots, stream.value().getMostSignificantBits(), stream.value().getLeastSignificantBits());
  }

  private static int slot(long[] slots, long high, long low) {
    int all = slots.length / LONGS;
    long mixed = (high ^ Long.rotateLeft(low, 32)) * 0x9E3779B97F4A7C15L;
    int at = (int) (mixed >>> 32) & (all - 1);
    while (slots[at * LONGS + 2] != 0
        && (slots[at * LONGS] != high || slots[at * LONGS + 1] != low)) {
      at = (at + 1) & (all - 1);
    }
    return at * LONGS;
  }

  private void grow() {
    var wider = new long[slots.length * 2];
    for (int from = 0; from < slots.length; from += LONGS) {
      if (slots[from + 2] != 0) {
        System.arraycopy(slots, from, wider, slot(wider, slots[from], slots[from + 1]), LONGS);
      }
    }
    slots = wider;
  }
}
