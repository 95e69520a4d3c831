package io.legate.audit;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.merkle.TreeSize;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Keeps a checkpoint of this node's log beside it, at most a second behind what is committed, and
/// one of its end when it is closed.
///
/// A log that does not grow is not signed again. Where the ledger gives no answer it tries again a
/// second later.
public final class CheckpointKeeper implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final TransparencyLog log;
  private final Consumer<Exception> onFailure;
  private final Thread thread = Thread.ofVirtual().name("checkpoints").unstarted(this::run);
  private volatile boolean closed;

  /// Read and written by one thread at a time: the keeper's, and after it has ended by who closes.
  private TreeSize kept = new TreeSize(0);

  /// @param onFailure told what went wrong, each time
  public CheckpointKeeper(TransparencyLog log, Consumer<Exception> onFailure) {
    this.log = log;
    this.onFailure = onFailure;
  }

  /// Starts it, once.
  public void start() {
    thread.start();
  }

  private void run() {
    while (!closed) {
      keep();
      LockSupport.parkNanos(PERIOD.toNanos());
    }
  }

  private void keep() {
    try {
      if (log.size().compareTo(kept) > 0) {
        kept = log.keepCheckpoint();
      }
    } catch (LedgerUnavailableException | IllegalStateException e) {
      onFailure.accept(e);
    }
  }

  /// Keeps what is committed now, and ends.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    keep();
  }
}
