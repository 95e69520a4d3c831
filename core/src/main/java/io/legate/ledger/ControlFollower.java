package io.legate.ledger;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Keeps a node that appends nothing up to date with control, where others may write to it.
///
/// One thread looks every [#POLL_MILLIS], and at once when it is told to; however many ask, looks
/// are [#GAP_MILLIS] apart. What they find reaches every decision, and decides nothing itself:
/// appends are fenced, and answers are looked up by [Lookout].
final class ControlFollower implements AutoCloseable {

  private static final long POLL_MILLIS = 250;
  private static final long GAP_MILLIS = 10;

  /// How old the last look may be before this node is not ready.
  static final long STALE_MILLIS = 3_000;

  /// How long a caller waits for a look.
  private static final long PATIENCE_MILLIS = 1_000;

  private final Lookout lookout;
  private final ControlJournal<?> control;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();
  private final Condition looked = lock.newCondition();
  private final @Nullable Thread thread;

  /// Guarded by the lock: how often a look was asked for, up to which ask one has begun, and up to
  /// which one has ended, well or not.
  private long asks;

  private long begun;
  private long done;
  private long failed;
  private boolean closed;

  private volatile long lookedAtNanos = System.nanoTime();

  ControlFollower(Lookout lookout, ControlJournal<?> control) {
    this.lookout = lookout;
    this.control = control;
    this.thread =
        lookout.isNeeded()
            ? Thread.ofVirtual().name("control-follower").unstarted(this::run)
            : null;
  }

  void start() {
    if (thread != null) {
      thread.start();
    }
  }

  /// Makes it look soon. Returns at once; may be called from anywhere, as often as one likes.
  void hint() {
    lock.lock();
    try {
      asks++;
      asked.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Returns whether the ledger was looked at since the call began. False where that fails or takes
  /// too long, or where nobody else writes and there is nothing to look for.
  boolean lookAgain() {
    if (thread == null) {
      return false;
    }
    lock.lock();
    try {
      long mine = ++asks;
      asked.signal();
      long left = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
      while (done < mine && failed < mine && left > 0 && !closed) {
        left = looked.awaitNanos(left);
      }
      return done >= mine;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Returns whether control is known as it was a moment ago.
  boolean isCurrent() {
    return thread == null
        || System.nanoTime() - lookedAtNanos < TimeUnit.MILLISECONDS.toNanos(STALE_MILLIS);
  }

  private void run() {
    for (long upTo = next(); upTo >= 0; upTo = next()) {
      boolean well = look();
      lock.lock();
      try {
        if (well) {
          done = upTo;
        }
        failed = well ? failed : upTo;
        looked.signalAll();
      } finally {
        lock.unlock();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(GAP_MILLIS));
    }
  }

  /// Waits until it is time, and returns which asks the next look answers; -1 at the end.
  private long next() {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS);
      while (asks == begun && !closed && left > 0) {
        left = asked.awaitNanos(left);
      }
      begun = asks;
      return closed ? -1 : begun;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    } finally {
      lock.unlock();
    }
  }

  private boolean look() {
    try {
      long now = System.nanoTime();
      control.catchUp(lookout.look(StreamId.CONTROL).control());
      lookedAtNanos = now;
      return true;
    } catch (LedgerUnavailableException e) {
      // Told by being not ready, once it lasts.
      return false;
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      asked.signal();
      looked.signalAll();
    } finally {
      lock.unlock();
    }
    if (thread != null) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
