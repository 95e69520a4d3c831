package io.legate.ledger;

/// The control state together with its sequence number: one value, read once, so that the two never
/// come from different moments.
///
/// @param seq of the last control event folded in
/// @param state the fold of the control stream up to it
/// @param <C> the state
public record Control<C>(long seq, C state) {}
