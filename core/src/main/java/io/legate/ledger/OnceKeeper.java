package io.legate.ledger;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Drops the buckets of used keys that nothing can be claimed in any more, on a thread of its own.
///
/// What is signed names its own hour and is refused as too old long before that bucket goes. A
/// claim in a dropped bucket counts as taken, and the ledger drops none that is young by its own
/// clock: one that runs ahead would else close the present hour for every node.
final class OnceKeeper implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final Ledger ledger;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  OnceKeeper(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("ledger-once").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed.await(PAUSE.toSeconds(), TimeUnit.SECONDS)) {
        sweep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void sweep() {
    try {
      ledger.dropOnceBefore(OnceKey.floorAt(clock.instant()));
    } catch (LedgerUnavailableException e) {
      // They take room until the next time; nothing else depends on it.
    }
  }

  /// Waits for a sweep that has begun and ends.
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
