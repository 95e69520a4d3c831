package io.legate.ledger;

import io.legate.merkle.Hash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A stream's state together with what its next event must know about its last.
///
/// @param seq of the last event, 0 for none
/// @param hash of the last event, null for none
/// @param at when that was decided
record Tip<S>(S state, long seq, @Nullable Hash hash, Instant at) {

  static <S> Tip<S> before(S empty) {
    return new Tip<>(empty, 0, null, Instant.EPOCH);
  }

  Tip<S> after(Fold<S> fold, RecordedEvent event, Hash hashOfEvent) {
    return new Tip<>(fold.apply(state, event), event.seq(), hashOfEvent, event.at());
  }
}
