package io.legate.ledger;

import io.legate.ledger.LedgerUnavailableException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The one writer of a node's log: takes what is waiting, commits it as one batch, and only then
/// takes more.
///
/// Runs on a platform thread of its own, because a database call may hold its thread for the length
/// of a disk sync. There is no linger: a batch is whatever came while the one before was under way.
/// Leaf indexes and the root are given here and nowhere else.
///
/// Control may be seen to move at any time, by others too. A batch goes under one control sequence,
/// and holds only what was decided under that.
///
/// When it dies, every waiting and every later submission is refused at once and [#isReady] is
/// false for good. While an outcome is unknown it sends the same bytes again; callers are kept
/// waiting for [#PATIENCE_MILLIS] at most.
final class Committer implements AutoCloseable {

  /// How long callers wait for a batch whose outcome is not known.
  static final long PATIENCE_MILLIS = 5_000;

  /// How long ago an event may have been decided when it is first sent. What this process was
  /// paused in between, or had to wait longer for, is decided again: by a proof, a token or a
  /// window that is by then another.
  static final Duration AGE_MAX = Duration.ofSeconds(2);

  private static final long RESEND_PAUSE_MILLIS_MAX = 500;

  private final Ledger ledger;
  private final ControlView control;
  private final InstantSource clock;
  private final LogWatch told;
  private final Inbox inbox = new Inbox();
  private final Thread writer;
  private final Thread watch;
  private volatile LogHead head;

  /// How much has gone wrong since an append, or a trial of one, last went well.
  private final AtomicInteger troubles = new AtomicInteger();

  Committer(Ledger ledger, ControlView control, InstantSource clock, LogWatch told)
      throws LedgerUnavailableException {
    this.ledger = ledger;
    this.control = control;
    this.clock = clock;
    this.told = told;
    this.head = ledger.logHead();
    this.writer = Thread.ofPlatform().daemon().name("ledger-committer").unstarted(this::run);
    this.watch = Thread.ofVirtual().name("ledger-watch").unstarted(this::watch);
  }

  void start() {
    writer.start();
    watch.start();
  }

  /// Hands over the events of one decision. Called under the stream's lock, so that submissions of
  /// a stream arrive in order.
  void submit(Submission submission) {
    inbox.put(submission);
  }

  /// Returns whether appends can be expected to succeed.
  boolean isReady() {
    return inbox.isOpen() && troubles.get() == 0;
  }

  LogHead head() {
    return head;
  }

  /// Returns how many submissions wait for their batch.
  int waiting() {
    return inbox.waiting();
  }

  /// Commits what is waiting, refuses what comes later, and returns when the writer has ended.
  @Override
  public void close() {
    inbox.close();
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    watch.interrupt();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (var batch = inbox.take(); !batch.isEmpty(); batch = inbox.take()) {
        commit(batch);
        inbox.done();
      }
      inbox.stop(new Outcome.Unavailable(Reason.STOPPED, "the ledger was closed", null));
    } catch (FencedException e) {
      stop("fenced: " + e.getMessage(), e);
    } catch (Throwable e) {
      stop("the ledger's writer has died: " + e, e);
    }
  }

  /// Ends this node's writing for good, and with it all that it answers: the log is not its own any
  /// more, or not what it was.
  void stop(String why) {
    stop(why, null);
  }

  private void stop(String why, @Nullable Throwable cause) {
    if (inbox.stop(new Outcome.Unavailable(Reason.STOPPED, why, cause))) {
      told.stopped(why);
    }
  }

  /// @throws LedgerUnavailableException if it was stopped: then nothing may be told from memory
  void requireRunning() throws LedgerUnavailableException {
    var why = inbox.whyStopped();
    if (why != null) {
      throw why.exception();
    }
  }

  private void commit(List<Submission> waiting) throws FencedException {
    List<Submission> live = waiting;
    while (true) {
      // Read once: control may move meanwhile, and what was decided under the older must not be
      // sent as if it had been under the newer.
      long under = control.seq();
      Instant now = clock.instant();
      live = dropStale(live, under, now);
      if (live.isEmpty()) {
        return;
      }
      var entries = new ArrayList<Entry>();
      live.forEach(submission -> entries.addAll(submission.entries()));
      var batch = Batch.of(head, under, now, entries);
      AppendResult result;
      try {
        result = send(batch);
        troubles.set(0);
      } catch (LedgerUnavailableException e) {
        troubles.incrementAndGet();
        refuse(live, new Outcome.Unavailable(e.reason(), "nothing was recorded", e));
        return;
      }
      switch (result) {
        case AppendResult.Appended _, AppendResult.Already _ -> {
          settle(live, batch);
          return;
        }
        case AppendResult.Conflict(var losers) -> {
          for (int loser : losers) {
            makerOf(live, loser).refuse(new Outcome.Retry());
          }
        }
        case AppendResult.OnceTaken(var taken) -> {
          for (var one : taken) {
            makerOf(live, one.entry()).refuse(new Outcome.Taken(one.key()));
          }
        }
        case AppendResult.ControlMoved _ -> {
          catchUp(live);
          return;
        }
        case AppendResult.ClockSkew _ -> {
          troubles.incrementAndGet();
          refuse(live, new Outcome.Unavailable(Reason.CLOCK, "the clock has jumped", null));
          return;
        }
        case AppendResult.Fenced(var detail) -> throw new FencedException(detail);
      }
    }
  }

  /// Sends until the outcome is known. Nothing is decided again before.
  private AppendResult send(Batch batch) throws LedgerUnavailableException {
    for (long pause = 5; ; pause = Math.min(2 * pause, RESEND_PAUSE_MILLIS_MAX)) {
      try {
        return ledger.append(batch);
      } catch (OutcomeUnknownException e) {
        troubles.incrementAndGet();
        if (inbox.isClosing()) {
          throw new IllegalStateException("closed before the outcome of a batch was known", e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
      }
    }
  }

  private void settle(List<Submission> committed, Batch batch) {
    head = new LogHead(head.node(), head.term(), batch.after());
    committed.forEach(Submission::commit);
    told.grown(head);
  }

  private void catchUp(List<Submission> live) {
    try {
      control.catchUp();
      refuse(live, new Outcome.Retry());
    } catch (LedgerUnavailableException e) {
      troubles.incrementAndGet();
      refuse(live, new Outcome.Unavailable(e.reason(), "control cannot be read", e));
    }
  }

  /// Refusing one submission moves its stream's generation, which makes all later ones of that
  /// stream stale; whatever is stale leaves the batch, the refused one with it.
  private static List<Submission> dropStale(List<Submission> submissions, long under, Instant now) {
    Instant oldest = now.minus(AGE_MAX);
    var live = new ArrayList<Submission>(submissions.size());
    for (Submission submission : submissions) {
      if (submission.isStale(under) || submission.isOlderThan(oldest)) {
        submission.refuse(new Outcome.Retry());
      } else {
        live.add(submission);
      }
    }
    return live;
  }

  private static void refuse(List<Submission> submissions, Outcome why) {
    submissions.forEach(submission -> submission.refuse(why));
  }

  private static Submission makerOf(List<Submission> live, int entry) {
    int end = 0;
    for (Submission submission : live) {
      end += submission.entries().size();
      if (entry < end) {
        return submission;
      }
    }
    throw new IllegalStateException("the ledger named a loser outside the batch");
  }

  /// Keeps callers from waiting on a database that hangs, and finds out when one that failed takes
  /// appends again: nobody may send any while this node is not ready.
  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS / 10));
      abandonAfter(TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS));
      int before = troubles.get();
      if (before > 0 && inbox.isOpen()) {
        tryAppend(before);
      }
    }
  }

  /// What went wrong meanwhile is not forgotten.
  private void tryAppend(int before) {
    try {
      switch (ledger.tryAppend(clock.instant())) {
        case TAKEN -> troubles.compareAndSet(before, 0);
        case FENCED -> stop("fenced: the log has another term");
        case CLOCK_SKEW -> {}
      }
    } catch (LedgerUnavailableException e) {
      // It goes on being not ready.
    }
  }

  /// Lets callers go if the batch under way is older than this.
  void abandonAfter(long nanos) {
    inbox.abandonAfter(nanos);
  }

  /// Another has taken this node's log, or the ledger went back.
  private static final class FencedException extends Exception {
    private static final long serialVersionUID = 1L;

    FencedException(@Nullable String detail) {
      super(detail);
    }
  }
}
