package io.legate.audit;

import io.legate.merkle.Hash;
import java.time.Instant;

/// The record before one in its stream, wherever on the database it stands.
///
/// @param leaf its place in the log of `node`
public record Before(Hash hash, int node, long leaf, Instant at) {}
