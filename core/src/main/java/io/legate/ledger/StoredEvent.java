package io.legate.ledger;

import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A committed event.
///
/// The arrays are not copied and must not change.
///
/// @param stream where it stands
/// @param seq its place there, from 1, without gaps
/// @param node whose log it is in
/// @param leaf its place in that log, from 0, without gaps
/// @param control the control sequence it was decided under
/// @param at when it was decided, to the millisecond
/// @param kind what it is
/// @param op the operation it answers, or null
/// @param hash RFC 6962 leaf hash of the body, which is also how its successor names it
/// @param body canonical bytes; null once retention has removed them
/// @param secret what was kept beside it; null where there was nothing or it has been erased
public record StoredEvent(
    StreamId stream,
    long seq,
    int node,
    LeafIndex leaf,
    long control,
    Instant at,
    int kind,
    byte @Nullable [] op,
    Hash hash,
    byte @Nullable [] body,
    byte @Nullable [] secret) {}
