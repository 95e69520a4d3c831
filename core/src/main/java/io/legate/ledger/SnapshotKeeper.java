package io.legate.ledger;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Keeps snapshots beside the request path, on a thread of its own. What comes faster than it can
/// be written is dropped: a snapshot only saves time.
final class SnapshotKeeper implements AutoCloseable {

  /// Events between two snapshots of a small state.
  static final int INTERVAL = 64;

  /// How many bytes of snapshot one event may cost in snapshots. A large state is written more
  /// seldom, so that writing it stays a fraction of what its events are; what has to be folded
  /// again is then about as long as the snapshot.
  private static final int BYTES_PER_EVENT = 128;

  private static final int WAITING_MAX = 256;

  private final Ledger ledger;
  private final BlockingQueue<Work> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Thread thread;
  private volatile boolean closed;

  SnapshotKeeper(Ledger ledger) {
    this.ledger = ledger;
    this.thread = Thread.ofPlatform().daemon().name("ledger-snapshots").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Takes note of a commit that led from one sequence number to another.
  <S> void committed(Fold<S> fold, StreamId stream, long before, Tip<S> after) {
    // Every interval is a multiple of the shortest: mostly nothing needs to be weighed.
    if (after.seq() / INTERVAL == before / INTERVAL) {
      return;
    }
    long interval = interval(fold.written(after.state()));
    if (after.seq() / interval > before / interval) {
      waiting.offer(() -> StreamReader.snapshot(fold, stream, after));
    }
  }

  /// A power of two times [#INTERVAL], so that a state that grows slowly keeps its rhythm.
  private static long interval(int bytes) {
    long wanted = bytes / BYTES_PER_EVENT;
    return wanted <= INTERVAL ? INTERVAL : Long.highestOneBit(wanted - 1) << 1;
  }

  private void run() {
    try {
      while (!closed || !waiting.isEmpty()) {
        Work work = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (work != null) {
          keep(work);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep(Work work) {
    Snapshot snapshot = work.make();
    if (snapshot == null) {
      return;
    }
    try {
      ledger.putSnapshot(snapshot);
    } catch (LedgerUnavailableException e) {
      // Nothing is lost: the stream is folded from an earlier point next time.
      waiting.clear();
    }
  }

  /// Writes what is waiting and ends.
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A snapshot to be made.
  @FunctionalInterface
  private interface Work {
    @Nullable Snapshot make();
  }
}
