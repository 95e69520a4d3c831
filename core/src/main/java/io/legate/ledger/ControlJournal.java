package io.legate.ledger;

import io.legate.ledger.LedgerUnavailableException.Reason;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The control stream, folded in memory and decided on.
///
/// Every decision anywhere names the control sequence it was made under and is recorded only if
/// that has not moved. So once [#decide] has returned, nothing is recorded that did not see the
/// change. Changes are rare: they are made one at a time, and each makes what is under way decide
/// again.
///
/// @param <C> the control state
public final class ControlJournal<C> implements ControlView {

  private final Fold<C> fold;
  private final StreamReader<C> reader;
  private final InstantSource clock;
  private final ReentrantLock turns = new ReentrantLock(true);

  /// Only ever replaced by a later one: see [#advance].
  private volatile Known<C> known;

  /// Keeps all but the committer from reading the same tail at the same time.
  private final ReentrantLock reading = new ReentrantLock();

  /// What has to forget what it knows when bodies were removed.
  private final List<Runnable> forgetting = new CopyOnWriteArrayList<>();

  private @Nullable Committer committer;
  private @Nullable SnapshotKeeper snapshots;
  private @Nullable Lookout lookout;

  ControlJournal(Ledger ledger, Fold<C> fold, InstantSource clock)
      throws LedgerUnavailableException {
    this.fold = fold;
    this.clock = clock;
    this.reader = new StreamReader<>(ledger, fold);
    this.known = Known.of(reader.load(StreamId.CONTROL));
  }

  void attach(Committer writer, SnapshotKeeper keeper, Lookout looks) {
    committer = writer;
    snapshots = keeper;
    lookout = looks;
  }

  /// Returns the control state with its sequence number.
  public Control<C> current() {
    return known.control();
  }

  /// What is known of the stream.
  Tip<C> tip() {
    return known.tip();
  }

  /// Decides on the control stream. The answer is given once what is appended is committed; from
  /// then on every decision sees it.
  ///
  /// @throws X the decider's refusal; nothing is recorded
  /// @throws OnceTakenException if a key it claims was used before; nothing is recorded
  /// @throws LedgerUnavailableException if there is no answer now; asking again is safe
  public <R, X extends Exception> R decide(Decider<C, C, R, X> decider)
      throws X, OnceTakenException, LedgerUnavailableException {
    turns.lock();
    try {
      for (int attempt = 1; attempt <= Journal.ATTEMPTS_MAX; attempt++) {
        Journal.pause(attempt);
        var made = attempt(decider);
        if (made.isSettled() && isFresh(made)) {
          return made.answer().give();
        }
      }
      throw new LedgerUnavailableException(Reason.BUSY, "others were faster, eight times in a row");
    } finally {
      turns.unlock();
    }
  }

  private <R, X extends Exception> Attempt<R, X> attempt(Decider<C, C, R, X> decider)
      throws LedgerUnavailableException {
    Committer writer = committer;
    if (writer == null) {
      throw new LedgerUnavailableException(Reason.STOPPED, "the ledger is not open yet");
    }
    var before = known;
    int node = writer.head().node();
    var turn =
        new OpenTurn<>(
            StreamId.CONTROL, fold, node, before.control(), before.tip(), clock.instant());
    var answer = Answer.of(decider, turn);
    turn.close();
    if (answer instanceof Answer.Refused || turn.entries().isEmpty()) {
      var seen = new Attempt.Seen(before.tip(), before.control().seq(), 0, false);
      return new Attempt<>(answer, null, seen);
    }
    var submission =
        new Submission(
            turn.entries(), before.control().seq(), true, new Change(before, turn.tip()));
    writer.submit(submission);
    return new Attempt<>(answer, submission, null);
  }

  private boolean isFresh(Attempt<?, ?> made) throws LedgerUnavailableException {
    Lookout looks = lookout;
    var seen = made.seen();
    if (seen == null || looks == null || !looks.isNeeded()) {
      return true;
    }
    long there = looks.look(StreamId.CONTROL).control();
    catchUp(there);
    return there == seen.control();
  }

  @Override
  public long seq() {
    return current().seq();
  }

  @Override
  public void catchUp() throws LedgerUnavailableException {
    advance(Known.of(reader.tail(StreamId.CONTROL, known.tip())));
  }

  /// Reads what others appended, unless that is known up to `wanted` already.
  void catchUp(long wanted) throws LedgerUnavailableException {
    if (seq() >= wanted) {
      return;
    }
    reading.lock();
    try {
      if (seq() < wanted) {
        catchUp();
      }
    } finally {
      reading.unlock();
    }
  }

  /// The one way in which what is known of control changes. It only grows, whoever comes first: the
  /// committer with what it has committed, or anybody with what was read from the ledger.
  private synchronized void advance(Known<C> next) {
    var before = known;
    if (next.control().seq() > before.control().seq()) {
      known = next;
      if (fold.makesForget(before.tip().state(), next.tip().state())) {
        forgetting.forEach(Runnable::run);
      }
    }
  }

  /// Has something forget what it knows whenever the fold says so.
  void onForget(Runnable forget) {
    forgetting.add(forget);
  }

  /// The tip and, made once for all who ask, what they see of it.
  private record Known<C>(Tip<C> tip, Control<C> control) {
    static <C> Known<C> of(Tip<C> tip) {
      return new Known<>(tip, new Control<>(tip.seq(), tip.state()));
    }
  }

  /// A change of control that is on its way. Nothing is speculated on it, so there is nothing to
  /// forget.
  private final class Change implements Submission.Origin {
    private final Known<C> before;
    private final Tip<C> after;

    Change(Known<C> before, Tip<C> after) {
      this.before = before;
      this.after = after;
    }

    /// It rests on control alone, which the committer compares for every submission.
    @Override
    public boolean isStale() {
      return false;
    }

    @Override
    public void forget() {}

    @Override
    public void committed() {
      advance(Known.of(after));
      SnapshotKeeper keeper = snapshots;
      if (keeper != null) {
        keeper.committed(fold, StreamId.CONTROL, before.control().seq(), after);
      }
    }
  }
}
