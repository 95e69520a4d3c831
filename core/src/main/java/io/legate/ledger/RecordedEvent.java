package io.legate.ledger;

import io.legate.crypto.Base64Url;
import io.legate.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event as a fold sees it: the same whether it was decided a moment ago or is read back.
///
/// @param stream where it stands
/// @param seq its place there, from 1
/// @param control the control sequence it was decided under
/// @param at when it was decided, to the millisecond
/// @param kind what it is
/// @param op the operation it answers, as base64url, or null
/// @param data what its writer recorded; the order of members carries no meaning, since reading
///   back sorts them
/// @param secret what is kept beside it; null where there is nothing or it has been erased
/// @param source what `data` was written from, where it was decided here and now; null where it is
///   read back. A fold makes the same of either
public record RecordedEvent(
    StreamId stream,
    long seq,
    long control,
    Instant at,
    int kind,
    @Nullable String op,
    Json.Obj data,
    byte @Nullable [] secret,
    @Nullable Object source) {

  /// Reads a committed event back, comparing its body with what the ledger says beside it.
  ///
  /// This does NOT check the body against its hash; [Ledger] adapters do so when asked to verify.
  ///
  /// @throws LedgerUnavailableException if the body is gone or says something else
  public static RecordedEvent of(StoredEvent event) throws LedgerUnavailableException {
    return EventBody.read(event);
  }

  static RecordedEvent of(StreamId stream, long seq, long control, Instant at, Draft draft) {
    byte[] op = draft.op();
    return new RecordedEvent(
        stream,
        seq,
        control,
        at,
        draft.kind(),
        op == null ? null : Base64Url.encode(op),
        draft.data(),
        draft.secret(),
        draft.source());
  }
}
