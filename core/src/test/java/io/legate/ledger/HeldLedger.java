package io.legate.ledger;

import java.util.concurrent.Semaphore;

/// A ledger in memory whose appends wait until they are let through, one permit each.
final class HeldLedger extends MemoryLedger {

  private final Semaphore arrived = new Semaphore(0);
  private final Semaphore permitted = new Semaphore(0);
  private volatile boolean holding = true;

  /// Waits until an append has arrived and is held up.
  void awaitAppend() {
    arrived.acquireUninterruptibly();
  }

  /// Lets one append through.
  void letOne() {
    permitted.release();
  }

  /// Lets everything through from now on.
  void letAll() {
    holding = false;
    permitted.release(1_000_000);
  }

  @Override
  protected void beforeAppend(Batch batch) {
    if (holding) {
      arrived.release();
      permitted.acquireUninterruptibly();
    }
  }
}
