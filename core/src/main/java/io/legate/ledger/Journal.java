package io.legate.ledger;

import io.legate.ledger.LedgerUnavailableException.Reason;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Streams of one sort, folded and decided on: the way in for use cases.
///
/// A decision sees every event before it, also those still on their way to the disk, and its answer
/// is released only when all it rests on is committed. Safe for use from many threads; blocks the
/// caller, so it is called from virtual threads.
///
/// @param <S> the state of such a stream
/// @param <C> the control state
public final class Journal<S, C> {

  /// How often a decision is made again before its caller is told that the ledger is busy.
  public static final int ATTEMPTS_MAX = 8;

  private static final int ATTEMPTS_AT_ONCE = 2;
  private static final int LOST_MAX = 2;

  private final Ledger ledger;
  private final int node;
  private final Fold<S> fold;
  private final StreamReader<S> reader;
  private final Cells<S> cells;
  private final ControlJournal<C> control;
  private final Committer committer;
  private final SnapshotKeeper snapshots;
  private final Lookout lookout;
  private final InstantSource clock;

  Journal(Journals<C> journals, Fold<S> fold, long weightMax) {
    this.ledger = journals.ledger();
    this.node = journals.committer().head().node();
    this.fold = fold;
    this.reader = new StreamReader<>(ledger, fold);
    this.cells = new Cells<>(fold, weightMax);
    this.control = journals.control();
    this.committer = journals.committer();
    this.snapshots = journals.snapshots();
    this.clock = journals.clock();
    this.lookout = journals.lookout();
  }

  /// Decides on a stream, under its lock.
  ///
  /// What the decider appends is recorded together; the answer is given once it is committed. A
  /// decision that appends nothing, by answer or by exception, waits for the events that it saw.
  ///
  /// @return the decider's answer
  /// @throws X the decider's refusal; nothing of the turn is recorded
  /// @throws OnceTakenException if a key it claims was used before; nothing is recorded
  /// @throws LedgerUnavailableException if there is no answer now; asking again is safe
  public <R, X extends Exception> R decide(StreamId stream, Decider<S, C, R, X> decider)
      throws X, OnceTakenException, LedgerUnavailableException {
    return run(stream, decider, Manner.USUAL);
  }

  /// Decides as [#decide], ahead of what else is waiting: for what removes authority.
  public <R, X extends Exception> R decideFirst(StreamId stream, Decider<S, C, R, X> decider)
      throws X, OnceTakenException, LedgerUnavailableException {
    return run(stream, decider, Manner.URGENT);
  }

  /// Decides as [#decide] on a stream whose id was just made, which saves asking the ledger for it.
  /// If the stream has begun all the same, it is decided again on what is there.
  public <R, X extends Exception> R begin(StreamId fresh, Decider<S, C, R, X> decider)
      throws X, OnceTakenException, LedgerUnavailableException {
    return run(fresh, decider, Manner.FRESH);
  }

  /// Returns the committed state, empty where the stream has not begun: the newest, whichever node
  /// appended it. Where others may write that costs a look at the ledger.
  public S read(StreamId stream) throws LedgerUnavailableException {
    return known(stream).state();
  }

  /// Returns the committed state as [#read], with the number of its last event. Control is known
  /// here as far as it was then.
  public Known<S> known(StreamId stream) throws LedgerUnavailableException {
    Tip<S> tip = newest(stream, committed(stream));
    return new Known<>(tip.seq(), tip.state());
  }

  /// Returns a committed state that may be older than [#read]'s, without a look at the ledger: for
  /// what is decided afterwards, and nothing that anybody is told.
  public S glance(StreamId stream) throws LedgerUnavailableException {
    return committed(stream).state();
  }

  /// Forgets every state, because bodies were removed that it was made from.
  void forgetAll() {
    cells.forgetAll();
  }

  private Tip<S> newest(StreamId stream, Tip<S> known) throws LedgerUnavailableException {
    if (!lookout.isNeeded()) {
      return known;
    }
    Heads heads = lookout.look(stream);
    control.catchUp(heads.control());
    if (heads.isAt(known)) {
      return known;
    }
    lookout.requireNotBack(stream, heads, known);
    Tip<S> read = reader.tail(stream, known);
    Cell<S> cell = cells.enter(stream);
    try {
      cell.lock().lock();
      try {
        cell.overtaken(read);
      } finally {
        cell.lock().unlock();
      }
    } finally {
      cells.leave(cell);
    }
    return read;
  }

  private Tip<S> committed(StreamId stream) throws LedgerUnavailableException {
    Tip<S> known = cells.committed(stream);
    if (known != null) {
      return known;
    }
    Cell<S> cell = cells.enter(stream);
    try {
      cell.lock().lock();
      try {
        known = cell.committed();
        return known == null ? load(cell) : known;
      } finally {
        cell.lock().unlock();
      }
    } finally {
      cells.leave(cell);
    }
  }

  /// Returns a committed event, or null where there is none. One that was appended here and is on
  /// its way is waited for.
  public @Nullable StoredEvent event(StreamId stream, long seq) throws LedgerUnavailableException {
    Cell<S> cell = cells.enter(stream);
    try {
      Submission pending;
      cell.lock().lock();
      try {
        pending = cell.pending();
      } finally {
        cell.lock().unlock();
      }
      if (pending != null) {
        pending.await();
      }
      return ledger.event(stream, seq);
    } finally {
      cells.leave(cell);
    }
  }

  private <R, X extends Exception> R run(
      StreamId stream, Decider<S, C, R, X> decider, Manner manner)
      throws X, OnceTakenException, LedgerUnavailableException {
    if (stream.isControl()) {
      throw new IllegalArgumentException("control has a journal of its own");
    }
    Cell<S> cell = cells.enter(stream);
    try {
      int lost = 0;
      for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
        pause(attempt);
        try (var _ = precedence(manner, lost)) {
          var made = attempt(cell, decider, attempt == 1 ? manner : manner.again());
          boolean settled = made.isSettled();
          if (settled && isFresh(cell, made.seen())) {
            return made.answer().give();
          }
          lost += !settled && made.seen() == null ? 1 : 0;
        }
      }
      throw new LedgerUnavailableException(Reason.BUSY, "others were faster, eight times in a row");
    } finally {
      cells.leave(cell);
    }
  }

  /// What removes authority does not lose to those who use it, however busy they are.
  ///
  /// @param lost how often what it appended lost to others
  private Ledger.Precedence precedence(Manner manner, int lost) throws LedgerUnavailableException {
    boolean needed = lost >= LOST_MAX && manner == Manner.URGENT && lookout.isNeeded();
    return needed ? ledger.precede() : () -> {};
  }

  private <R, X extends Exception> Attempt<R, X> attempt(
      Cell<S> cell, Decider<S, C, R, X> decider, Manner manner) throws LedgerUnavailableException {
    cell.lock().lock();
    try {
      int generation = cell.generation();
      Tip<S> tip = cell.tip();
      boolean assumed = tip == null && manner == Manner.FRESH;
      if (tip == null) {
        tip = assumed ? Tip.before(fold.empty(cell.stream())) : load(cell);
      }
      var now = control.current();
      var turn = new OpenTurn<>(cell.stream(), fold, node, now, tip, clock.instant());
      var answer = Answer.of(decider, turn);
      turn.close();
      if (answer instanceof Answer.Refused || turn.entries().isEmpty()) {
        var seen = new Attempt.Seen(tip, now.seq(), generation, assumed);
        return new Attempt<>(answer, cell.pending(), seen);
      }
      var origin = new Speculation(cell, generation, tip.seq(), turn.tip());
      var submission = new Submission(turn.entries(), now.seq(), manner == Manner.URGENT, origin);
      cell.advance(turn.tip(), generation, submission);
      committer.submit(submission);
      return new Attempt<>(answer, submission, null);
    } finally {
      cell.lock().unlock();
    }
  }

  /// Whether an answer that nothing was appended for may be given: what it rests on must be the
  /// newest there is. Otherwise everything is read again.
  private boolean isFresh(Cell<S> cell, Attempt.@Nullable Seen seen)
      throws LedgerUnavailableException {
    if (seen == null || !lookout.isNeeded()) {
      return true;
    }
    Heads heads = lookout.look(cell.stream());
    control.catchUp(heads.control());
    if (!heads.isAt(seen.tip()) && !isAheadByUs(cell, heads, seen)) {
      lookout.requireNotBack(cell.stream(), heads, seen.tip());
      cell.forget(seen.generation());
      return false;
    }
    return heads.control() == seen.control();
  }

  /// Whether all that follows what was seen was appended here since: then the answer was right when
  /// it was made. On a busy stream it would otherwise never be given.
  private boolean isAheadByUs(Cell<S> cell, Heads heads, Attempt.Seen seen) {
    var head = heads.stream();
    if (head == null || heads.writer() != node || seen.assumed()) {
      return false;
    }
    cell.lock().lock();
    try {
      Tip<S> newest = cell.tip();
      return !cell.isStale(seen.generation())
          && newest != null
          && seen.tip().seq() < head.seq()
          && head.seq() <= newest.seq();
    } finally {
      cell.lock().unlock();
    }
  }

  private Tip<S> load(Cell<S> cell) throws LedgerUnavailableException {
    int generation = cell.generation();
    Tip<S> read = reader.load(cell.stream());
    cell.loaded(read, generation);
    return read;
  }

  /// Two writers that met twice would meet a third time at the same pace.
  static void pause(int attempt) {
    if (attempt > ATTEMPTS_AT_ONCE) {
      long millisMax = 1L << attempt;
      LockSupport.parkNanos(
          java.util.concurrent.ThreadLocalRandom.current()
              .nextLong(TimeUnit.MILLISECONDS.toNanos(millisMax)));
    }
  }

  /// How a decision is to be made.
  private enum Manner {
    USUAL,
    URGENT,
    FRESH;

    Manner again() {
      return this == FRESH ? USUAL : this;
    }
  }

  /// The state after a submission, until it is known what became of it.
  private final class Speculation implements Submission.Origin {
    private final Cell<S> cell;
    private final int generation;
    private final long before;
    private final Tip<S> after;

    Speculation(Cell<S> cell, int generation, long before, Tip<S> after) {
      this.cell = cell;
      this.generation = generation;
      this.before = before;
      this.after = after;
    }

    @Override
    public boolean isStale() {
      return cell.isStale(generation);
    }

    @Override
    public void forget() {
      cell.forget(generation);
    }

    @Override
    public void committed() {
      cell.committed(after);
      snapshots.committed(fold, cell.stream(), before, after);
    }
  }
}
