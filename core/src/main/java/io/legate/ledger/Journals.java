package io.legate.ledger;

import io.legate.ledger.LedgerUnavailableException.Reason;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A ledger opened for work: the control stream folded, the committer running.
///
/// One for each node and ledger. Closing it commits what is waiting; it does not close the ledger.
///
/// @param <C> the control state
public final class Journals<C> implements AutoCloseable {

  private final Ledger ledger;
  private final InstantSource clock;
  private final ControlJournal<C> control;
  private final Committer committer;
  private final SnapshotKeeper snapshots;
  private final OnceKeeper once;

  private final Lookout lookout;
  private final ControlFollower follower;

  private Journals(Ledger ledger, Fold<C> fold, InstantSource clock, LogWatch told)
      throws LedgerUnavailableException {
    this.ledger = ledger;
    this.clock = clock;
    this.control = new ControlJournal<>(ledger, fold, clock);
    this.committer = new Committer(ledger, control, clock, told);
    this.snapshots = new SnapshotKeeper(ledger);
    this.once = new OnceKeeper(ledger, clock);
    this.lookout = new Lookout(ledger, committer, control);
    this.follower = new ControlFollower(lookout, control);
  }

  /// Reads the control stream and starts the committer.
  ///
  /// @param fold of the control stream
  /// @param clock gives every decision its time
  /// @param onHead told each new head after its commit, on the committer's thread: must neither
  ///   block nor throw, or it stops the ledger
  /// @throws LedgerUnavailableException if the ledger cannot be read
  public static <C> Journals<C> open(
      Ledger ledger, Fold<C> fold, InstantSource clock, Consumer<LogHead> onHead)
      throws LedgerUnavailableException {
    return open(
        ledger,
        fold,
        clock,
        new LogWatch() {
          @Override
          public void grown(LogHead head) {
            onHead.accept(head);
          }

          @Override
          public void stopped(String why) {}
        });
  }

  /// Reads the control stream and starts the committer, and where others may write to the ledger
  /// what follows control.
  ///
  /// @throws LedgerUnavailableException if the ledger cannot be read
  public static <C> Journals<C> open(
      Ledger ledger, Fold<C> fold, InstantSource clock, LogWatch told)
      throws LedgerUnavailableException {
    var journals = new Journals<>(ledger, fold, clock, told);
    journals.control.attach(journals.committer, journals.snapshots, journals.lookout);
    journals.snapshots.start();
    journals.once.start();
    journals.committer.start();
    journals.follower.start();
    return journals;
  }

  /// Returns the control stream.
  public ControlJournal<C> control() {
    return control;
  }

  /// Returns a journal over streams that `fold` understands. Make one for each sort and keep it:
  /// each has its own working set.
  ///
  /// @param weightMax how much its idle states may weigh together, in bytes as the fold counts
  public <S> Journal<S, C> journal(Fold<S> fold, long weightMax) {
    var journal = new Journal<>(this, fold, weightMax);
    control.onForget(journal::forgetAll);
    return journal;
  }

  /// Returns what the records say, to be looked through and removed.
  public Bodies bodies() {
    return ledger.bodies();
  }

  /// Returns the recorder of events that stand alone.
  public Notes<C> notes() {
    return new Notes<>(this);
  }

  /// Returns the logs of all nodes on this ledger.
  public Logs logs() {
    return ledger;
  }

  /// Returns whether other nodes may write to the ledger too.
  public boolean isShared() {
    return ledger.isShared();
  }

  /// Returns one committed event, or null where there is none. It stands in the log of whichever
  /// node recorded it.
  public @Nullable StoredEvent event(StreamId stream, long seq) throws LedgerUnavailableException {
    return ledger.event(stream, seq);
  }

  /// Keeps a checkpoint of a node's log as a witness has cosigned it, replacing an older one.
  public void putCosigned(int of, String witness, String note) throws LedgerUnavailableException {
    ledger.putCosigned(of, witness, note);
  }

  /// Keeps a checkpoint beside this node's log, replacing an older one.
  public void putCheckpoint(String note) throws LedgerUnavailableException {
    ledger.putCheckpoint(note);
  }

  /// Returns whether the ledger takes appends and this node knows control as it was a moment ago:
  /// false once the committer has died or the ledger refuses or does not answer, and until it does
  /// again.
  public boolean isReady() {
    return committer.isReady() && follower.isCurrent();
  }

  /// Says that control may have moved: this node looks for itself. Returns at once.
  public void hint() {
    follower.hint();
  }

  /// Waits until this node has looked whether control has moved, at most a second.
  ///
  /// @return whether it has; false at once where nobody else writes to the ledger
  public boolean lookAgain() {
    return follower.lookAgain();
  }

  /// Returns control as it was at some moment after the call began, whoever changed it: for answers
  /// that nothing is appended for. Where others may write that costs a look at the ledger, which
  /// all who wait for one share.
  ///
  /// @throws LedgerUnavailableException if the ledger was not seen in time, or this node has
  ///   stopped: then it may tell nobody anything
  public Control<C> newest() throws LedgerUnavailableException {
    committer.requireRunning();
    if (lookout.isNeeded() && !follower.lookAgain()) {
      committer.requireRunning();
      throw new LedgerUnavailableException(Reason.TIMEOUT, "the ledger could not be looked at");
    }
    return control.current();
  }

  /// Returns the newest committed head of this node's log.
  public LogHead head() {
    return committer.head();
  }

  @Override
  public void close() {
    follower.close();
    committer.close();
    snapshots.close();
    once.close();
  }

  Ledger ledger() {
    return ledger;
  }

  InstantSource clock() {
    return clock;
  }

  Lookout lookout() {
    return lookout;
  }

  Committer committer() {
    return committer;
  }

  SnapshotKeeper snapshots() {
    return snapshots;
  }
}
