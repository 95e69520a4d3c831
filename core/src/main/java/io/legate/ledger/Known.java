package io.legate.ledger;

/// What is committed of a stream: one value, so that state and number never come from different
/// moments.
///
/// @param seq of the last event folded in; 0 where the stream has not begun
/// @param state the fold up to it
/// @param <S> the state
public record Known<S>(long seq, S state) {}
