package io.legate.ledger;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A stream that somebody is deciding on: its newest state, committed or not, and its lock.
///
/// A speculation that came to nothing is undone by forgetting: the generation moves, everything
/// decided on the old one is dropped by the committer, and the next turn reads the ledger.
final class Cell<S> {

  /// Fair, because a revocation must not wait behind a busy stream's stream of newcomers.
  private final ReentrantLock lock = new ReentrantLock(true);

  private final StreamId stream;
  private final AtomicInteger generation = new AtomicInteger();

  /// What is known to be committed; null where the ledger must be asked.
  private volatile @Nullable Tip<S> committed;

  /// Guarded by the lock, as the next two: the newest state, and the generation it belongs to.
  private @Nullable Tip<S> tip;

  private int tipGeneration;
  private @Nullable Submission last;

  /// How many callers are in it. Guarded by [Cells].
  private int users;

  Cell(StreamId stream, @Nullable Tip<S> committed) {
    this.stream = stream;
    this.committed = committed;
    this.tip = committed;
  }

  StreamId stream() {
    return stream;
  }

  ReentrantLock lock() {
    return lock;
  }

  @Nullable Tip<S> committed() {
    return committed;
  }

  /// Returns the newest state, or null where the ledger must be asked. Under the lock.
  @Nullable Tip<S> tip() {
    return tipGeneration == generation.get() ? tip : null;
  }

  /// Returns the generation that a turn starting now belongs to; to be read before the ledger is.
  int generation() {
    return generation.get();
  }

  /// Takes what was read from the ledger. Under the lock.
  void loaded(Tip<S> read, int ofGeneration) {
    tip = read;
    tipGeneration = ofGeneration;
    last = null;
    committed(read);
  }

  /// Takes what was read from the ledger if that is newer than all there is, committed or not. What
  /// rests on the older state has lost its place to another node. Under the lock.
  void overtaken(Tip<S> read) {
    Tip<S> newest = tip();
    if (newest == null || newest.seq() < read.seq()) {
      loaded(read, newest == null ? generation.get() : generation.incrementAndGet());
    }
  }

  /// Takes the state after `submission`, which is not committed yet. Under the lock.
  void advance(Tip<S> after, int ofGeneration, Submission submission) {
    tip = after;
    tipGeneration = ofGeneration;
    last = submission;
  }

  /// Returns the submission whose commit the newest state waits for, or null. Under the lock.
  @Nullable Submission pending() {
    Submission newest = last;
    if (newest != null && newest.isCommitted()) {
      last = null;
      return null;
    }
    return newest;
  }

  boolean isStale(int ofGeneration) {
    return generation.get() != ofGeneration;
  }

  /// Forgets everything, unless a later generation has begun already.
  synchronized void forget(int ofGeneration) {
    if (generation.compareAndSet(ofGeneration, ofGeneration + 1)) {
      committed = null;
    }
  }

  /// Takes a state that is committed, unless a later one is known: the committer tells of a commit
  /// after others may have read it, and more, from the ledger.
  synchronized void committed(Tip<S> after) {
    Tip<S> known = committed;
    if (known == null || known.seq() < after.seq()) {
      committed = after;
    }
  }

  void enter() {
    users++;
  }

  /// Returns whether nobody is left.
  boolean leave() {
    return --users == 0;
  }

  /// Returns what may be kept once everybody has left: a state that is surely committed and the
  /// newest, else null.
  @Nullable Tip<S> lasting() {
    Tip<S> known = committed;
    Tip<S> newest = tip();
    return known != null && newest != null && known.seq() == newest.seq() ? known : null;
  }
}
