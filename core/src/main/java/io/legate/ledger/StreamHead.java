package io.legate.ledger;

import io.legate.merkle.Hash;
import java.time.Instant;

/// Where a stream ends.
///
/// @param seq of its last event
/// @param hash of its last event
/// @param at when that was decided
public record StreamHead(long seq, Hash hash, Instant at) {}
