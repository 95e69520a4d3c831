package io.legate.ledger;

import java.time.Instant;

/// One turn at deciding on a stream, held under its lock.
///
/// Not for use after the decider has returned, nor from other threads.
///
/// @param <S> the stream's state
/// @param <C> the control state
public interface Turn<S, C> {

  /// Returns the state after every event so far, appended in this turn or still being committed.
  S state();

  /// Returns the time of this decision, to the millisecond: the clock's, or the last event's if
  /// that is later. It does not change within the turn.
  Instant at();

  /// Returns the control state this is decided under. If it moves before the commit, the decision
  /// is made again.
  Control<C> control();

  /// Returns the sequence number that the next draft gets.
  long nextSeq();

  /// Adds an event and returns the state after it. It is recorded when the decider returns,
  /// together with all others of this turn, or none of them is.
  ///
  /// @throws IllegalStateException if the turn has [Batch#EVENTS_MAX] drafts already
  S append(Draft draft);
}
