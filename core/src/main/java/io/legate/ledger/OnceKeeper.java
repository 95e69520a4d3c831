package io.legate.ledger;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Drops the buckets of used keys that nothing can be claimed in any more, on a thread of its own.
///
/// What is signed names its own hour and is refused as too old long before that bucket goes. A
/// claim in a dropped bucket counts as taken, so a clock that runs ahead refuses and forgets
/// nothing that matters.
final class OnceKeeper implements AutoCloseable {

  /// How long after its hour a bucket is kept. Nothing is accepted for longer than its own `exp`,
  /// or a minute after its `iat`; the rest is for clocks.
  static final Duration KEPT = Duration.ofHours(2);

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
    long hour = clock.instant().minus(KEPT).getEpochSecond() / OnceKey.SECONDS_PER_BUCKET;
    try {
      ledger.dropOnceBefore(Math.toIntExact(hour));
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
