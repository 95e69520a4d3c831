package io.legate.ledger;

import io.legate.ledger.LedgerUnavailableException.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What waits for the committer, and what it has taken and not settled: nothing that was handed
/// over is ever out of sight of [#stop].
///
/// Control changes go before everything and alone, then urgent submissions, then the rest in the
/// order they came. After a control change others have one batch, so that neither starves. A
/// stream's own order is kept always: an urgent submission takes its stream's earlier ones along.
final class Inbox {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<Submission> controls = new ArrayDeque<>();
  private final Deque<Submission> others = new ArrayDeque<>();
  private final HashSet<StreamId> urgent = new HashSet<>();
  private List<Submission> taken = List.of();
  private long takenAtNanos;
  private boolean controlWasLast;
  private volatile boolean closing;
  private volatile boolean stalled;
  private Outcome.@Nullable Unavailable stopped;

  /// Adds a submission, or refuses it at once where nobody will take it.
  void put(Submission submission) {
    Outcome.Unavailable refusal;
    lock.lock();
    try {
      refusal = refusal();
      if (refusal == null) {
        (submission.isControl() ? controls : others).add(submission);
        if (submission.isUrgent()) {
          urgent.add(submission.stream());
        }
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      submission.refuse(refusal);
    }
  }

  private Outcome.@Nullable Unavailable refusal() {
    if (stopped != null) {
      return stopped;
    }
    if (closing) {
      return new Outcome.Unavailable(Reason.STOPPED, "the ledger is closing", null);
    }
    return stalled
        ? new Outcome.Unavailable(Reason.TIMEOUT, "the ledger does not answer", null)
        : null;
  }

  /// Waits for something to commit. Returns an empty list once closed and drained.
  List<Submission> take() {
    lock.lock();
    try {
      while (controls.isEmpty() && others.isEmpty() && !closing) {
        arrived.awaitUninterruptibly();
      }
      boolean control = !controls.isEmpty() && (!controlWasLast || others.isEmpty());
      controlWasLast = control;
      taken = control ? List.of(controls.remove()) : takeOthers();
      takenAtNanos = System.nanoTime();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private List<Submission> takeOthers() {
    if (!urgent.isEmpty()) {
      putUrgentFirst();
    }
    var batch = new ArrayList<Submission>();
    int room = Batch.EVENTS_MAX;
    while (!others.isEmpty() && others.getFirst().entries().size() <= room) {
      Submission next = others.removeFirst();
      room -= next.entries().size();
      batch.add(next);
      if (next.isUrgent()) {
        urgent.remove(next.stream());
      }
    }
    return batch;
  }

  private void putUrgentFirst() {
    var first = new ArrayList<Submission>();
    var rest = new ArrayList<Submission>();
    for (Submission one : others) {
      (urgent.contains(one.stream()) ? first : rest).add(one);
    }
    others.clear();
    others.addAll(first);
    others.addAll(rest);
  }

  /// Says that everything taken is settled.
  void done() {
    lock.lock();
    try {
      taken = List.of();
      stalled = false;
    } finally {
      lock.unlock();
    }
  }

  /// Lets go of callers if what was taken is older than `nanos`. What was not sent yet is refused;
  /// what was sent may still be committed.
  void abandonAfter(long nanos) {
    List<Submission> sent;
    List<Submission> unsent;
    lock.lock();
    try {
      if (taken.isEmpty() || System.nanoTime() - takenAtNanos < nanos) {
        return;
      }
      stalled = true;
      sent = taken;
      unsent = drain();
    } finally {
      lock.unlock();
    }
    var why = new Outcome.Unavailable(Reason.TIMEOUT, "the ledger does not answer", null);
    sent.forEach(submission -> submission.abandon(why));
    unsent.forEach(submission -> submission.refuse(why));
  }

  void close() {
    lock.lock();
    try {
      closing = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Refuses everything there is and everything that comes. Returns whether this is the first
  /// reason to; later ones are not told to anybody.
  boolean stop(Outcome.Unavailable reason) {
    List<Submission> sent;
    List<Submission> unsent;
    boolean first;
    Outcome.Unavailable why;
    lock.lock();
    try {
      first = stopped == null;
      why = stopped == null ? reason : stopped;
      stopped = why;
      closing = true;
      arrived.signal();
      sent = taken;
      unsent = drain();
    } finally {
      lock.unlock();
    }
    sent.forEach(submission -> submission.abandon(why));
    unsent.forEach(submission -> submission.refuse(why));
    return first;
  }

  /// Returns why it was stopped, or null where it was not.
  Outcome.@Nullable Unavailable whyStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  private List<Submission> drain() {
    var all = new ArrayList<>(controls);
    all.addAll(others);
    controls.clear();
    others.clear();
    urgent.clear();
    return all;
  }

  int waiting() {
    lock.lock();
    try {
      return controls.size() + others.size();
    } finally {
      lock.unlock();
    }
  }

  boolean isOpen() {
    return !closing && !stalled;
  }

  boolean isClosing() {
    return closing;
  }
}
