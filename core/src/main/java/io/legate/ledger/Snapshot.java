package io.legate.ledger;

import io.legate.merkle.Hash;

/// A fold's state as it was after one event.
///
/// @param stream whose
/// @param seq after which event
/// @param hash of that event
/// @param state what the fold made of it; the array is not copied and must not change
public record Snapshot(StreamId stream, long seq, Hash hash, byte[] state) {}
