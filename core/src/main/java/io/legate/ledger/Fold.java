package io.legate.ledger;

import io.legate.json.Json;
import org.jspecify.annotations.Nullable;

/// How the events of one sort of stream become a state.
///
/// Pure: no clock, no chance, nothing but its arguments, so that a state is the same at runtime,
/// after a crash and in a replay. States are immutable values; many threads read them.
///
/// @param <S> the state
public interface Fold<S> {

  /// Returns the state before the first event.
  S empty(StreamId stream);

  /// Returns the state after `event`. Must not fail on an event that was committed once.
  S apply(S state, RecordedEvent event);

  /// Returns the state after an event of which the ledger has no body any more, or null where a
  /// stream that has lost one cannot be told from one that was damaged.
  ///
  /// @param seq of that event
  /// @param kind of that event, as it stands beside the body; no hash covers it
  default @Nullable S applyRemoved(S state, long seq, int kind) {
    return null;
  }

  /// Returns why a state that was read to its end must not be worked on, or null where nothing is
  /// wrong with it.
  default @Nullable String fault(S state) {
    return null;
  }

  /// Returns whether what is known of all other streams must be read again once this one has come
  /// from one state to the other, because bodies were removed meanwhile.
  default boolean makesForget(S before, S after) {
    return false;
  }

  /// Returns about how many bytes of memory the state takes, at least 1. Asked after every
  /// decision, so it must be as cheap as reading a field.
  int weight(S state);

  /// Returns the state as an object that [#restore] understands, or null if it is not worth
  /// keeping. Numbers must be in canonical form.
  default Json.@Nullable Obj snapshot(S state) {
    return null;
  }

  /// Returns about how many bytes [#snapshot] writes, at least 1: a state that leaves much of
  /// itself to its events can be written more often than its weight would allow.
  default int written(S state) {
    return weight(state);
  }

  /// Returns the state that [#snapshot] wrote, or null where it was written by a version that is
  /// not understood: the stream is then folded from its start.
  ///
  /// @param past what a snapshot leaves to the events is read from there
  /// @throws LedgerUnavailableException if an event cannot be read
  default @Nullable S restore(StreamId stream, Json.Obj snapshot, Past past)
      throws LedgerUnavailableException {
    return null;
  }

  /// The events that a snapshot stands for.
  @FunctionalInterface
  interface Past {
    /// Returns one of them, or null where there is none such.
    @Nullable RecordedEvent event(long seq) throws LedgerUnavailableException;
  }
}
