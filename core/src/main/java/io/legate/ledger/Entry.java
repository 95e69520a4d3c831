package io.legate.ledger;

import io.legate.merkle.Hash;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event that is not committed yet: it has no leaf index, because the batch it ends up in gives
/// it one.
///
/// The arrays are not copied and must not change.
///
/// @param stream where it stands
/// @param seq its place there, from 1, without gaps
/// @param prev hash of the event at `seq - 1`; null exactly if `seq` is 1
/// @param at when it was decided, to the millisecond; never before its predecessor's
/// @param kind what it is, 0 to 32,767; the callers' own numbers
/// @param op the operation it answers, up to 64 bytes, or null; unique to nothing here
/// @param hash RFC 6962 leaf hash of `body`
/// @param body canonical bytes, made by [EventBody]
/// @param once keys that are claimed with it
/// @param secret what is kept beside it and can be erased, as [Draft] says, or null
public record Entry(
    StreamId stream,
    long seq,
    @Nullable Hash prev,
    Instant at,
    int kind,
    byte @Nullable [] op,
    Hash hash,
    byte[] body,
    List<OnceKey> once,
    byte @Nullable [] secret) {

  /// The largest kind.
  public static final int KIND_MAX = Short.MAX_VALUE;

  // Spelled out, because a compact constructor loses the annotations in the class file.
  public Entry(
      StreamId stream,
      long seq,
      @Nullable Hash prev,
      Instant at,
      int kind,
      byte @Nullable [] op,
      Hash hash,
      byte[] body,
      List<OnceKey> once,
      byte @Nullable [] secret) {
    if (seq < 1) {
      throw new IllegalArgumentException("sequence numbers start at 1");
    }
    if ((seq == 1) != (prev == null)) {
      throw new IllegalArgumentException("every event but the first names its predecessor");
    }
    if (kind < 0 || kind > KIND_MAX) {
      throw new IllegalArgumentException("a kind is a number from 0 to 32767");
    }
    this.stream = stream;
    this.seq = seq;
    this.prev = prev;
    this.at = at;
    this.kind = kind;
    this.op = op;
    this.hash = hash;
    this.body = body;
    this.once = List.copyOf(once);
    this.secret = secret;
  }

  /// Returns an entry without a secret.
  public Entry(
      StreamId stream,
      long seq,
      @Nullable Hash prev,
      Instant at,
      int kind,
      byte @Nullable [] op,
      Hash hash,
      byte[] body,
      List<OnceKey> once) {
    this(stream, seq, prev, at, kind, op, hash, body, once, null);
  }
}
