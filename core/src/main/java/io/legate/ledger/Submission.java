package io.legate.ledger;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The events of one decision on their way to the ledger. They share a batch, so that a decision is
/// recorded whole or not at all.
///
/// Settled once, by the committer or, where that hangs, by its watch; waited for by any number of
/// callers.
final class Submission {

  private final List<Entry> entries;
  private final long control;
  private final boolean urgent;
  private final Origin origin;
  private volatile boolean committed;
  private volatile boolean refused;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  /// @param control the control sequence it was decided under
  /// @param urgent whether it goes into the next batch whatever else is waiting
  Submission(List<Entry> entries, long control, boolean urgent, Origin origin) {
    this.entries = entries;
    this.control = control;
    this.urgent = urgent;
    this.origin = origin;
  }

  List<Entry> entries() {
    return entries;
  }

  StreamId stream() {
    return entries.getFirst().stream();
  }

  boolean isUrgent() {
    return urgent;
  }

  boolean isControl() {
    return stream().isControl();
  }

  /// Returns whether it was refused, or decided on something that is no longer so. Such events are
  /// not sent, and not sent again: a maker that has nothing to forget would not know of a refusal.
  boolean isStale(long controlNow) {
    return refused || control != controlNow || origin.isStale();
  }

  /// Returns whether it was decided before `at`.
  boolean isOlderThan(Instant at) {
    return entries.getFirst().at().isBefore(at);
  }

  /// Makes its maker forget the state that this was to lead to.
  void forget() {
    origin.forget();
  }

  /// Tells its maker first and then the callers, so that whoever wakes sees the new state.
  void commit() {
    committed = true;
    origin.committed();
    outcome.complete(new Outcome.Committed());
  }

  /// Forgets and settles, in this order: whoever wakes reads the ledger again.
  void refuse(Outcome why) {
    refused = true;
    origin.forget();
    outcome.complete(why);
  }

  /// Answers the callers while the events themselves may still be committed.
  void abandon(Outcome.Unavailable why) {
    outcome.complete(why);
  }

  /// Returns whether it is in the ledger, even if its callers were let go before that was known.
  boolean isCommitted() {
    return committed;
  }

  /// Waits until it is settled. Not interruptible: an answer must not be given before.
  Outcome await() {
    return outcome.join();
  }

  /// Who made a submission. Called by the committer's thread, except [#forget], which its watch may
  /// call too.
  interface Origin {

    /// Returns whether the state it was decided on has been forgotten since.
    boolean isStale();

    /// Forgets that state, unless that was done already.
    void forget();

    /// Takes the state after it for the committed one.
    void committed();
  }
}
