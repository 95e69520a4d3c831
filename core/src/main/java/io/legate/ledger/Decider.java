package io.legate.ledger;

/// A decision on a stream. May be run again from the start when another was faster, so it does
/// nothing but read its turn and append to it; signatures and other slow work belong before or
/// after.
///
/// @param <S> the stream's state
/// @param <C> the control state
/// @param <R> the answer
/// @param <X> how it refuses; thrown to the caller, and then nothing of the turn is recorded
@FunctionalInterface
public interface Decider<S, C, R, X extends Exception> {

  /// Decides.
  R decide(Turn<S, C> turn) throws X;
}
