package io.legate.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.legate.json.Json;
import io.legate.merkle.Hash;
import io.legate.merkle.Rfc6962;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes entries and batches by hand, right ones and wrong ones.
public final class Writing {

  /// When everything happens, unless a test says otherwise.
  public static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

  private Writing() {}

  /// Returns an event of this stream after the one whose hash is `prev`.
  public static Entry entry(
      int node,
      StreamId stream,
      long seq,
      @Nullable Hash prev,
      long control,
      String text,
      OnceKey... once) {
    byte @Nullable [] op = seq % 2 == 0 ? ("op " + text).getBytes(UTF_8) : null;
    var data = Json.Obj.with("text", text).build();
    var draft = new Draft(7, op, data, List.of(once));
    var event = RecordedEvent.of(stream, seq, control, AT, draft);
    byte[] body = EventBody.bytes(event, node, prev);
    return new Entry(
        stream, seq, prev, AT, draft.kind(), op, Rfc6962.leaf(body), body, draft.once());
  }

  /// Returns an event of this kind after `before`, the first of its stream where that is null.
  static Entry ofKind(int node, StreamId stream, @Nullable Entry before, Instant at, int kind) {
    var draft = Draft.of(kind, Json.Obj.with("text", "of kind " + kind).build());
    long seq = before == null ? 1 : before.seq() + 1;
    Hash prev = before == null ? null : before.hash();
    byte[] body = EventBody.bytes(RecordedEvent.of(stream, seq, 0, at, draft), node, prev);
    return new Entry(stream, seq, prev, at, kind, null, Rfc6962.leaf(body), body, List.of());
  }

  /// Returns the first `count` events of a stream.
  public static List<Entry> chain(int node, StreamId stream, int count, long control) {
    var chain = new ArrayList<Entry>();
    Hash prev = null;
    for (int seq = 1; seq <= count; seq++) {
      var entry = entry(node, stream, seq, prev, control, "event " + seq);
      chain.add(entry);
      prev = entry.hash();
    }
    return chain;
  }

  /// Returns the event after `entry` in its stream.
  public static Entry next(int node, Entry entry, long control, String text, OnceKey... once) {
    return entry(node, entry.stream(), entry.seq() + 1, entry.hash(), control, text, once);
  }

  /// Returns the batch of these entries on the log as it is.
  public static Batch batch(Ledger ledger, long control, Entry... entries)
      throws LedgerUnavailableException {
    return Batch.of(ledger.logHead(), control, AT, List.of(entries));
  }

  /// Returns the entry with a secret beside it.
  static Entry withSecret(Entry entry, byte[] secret) {
    return new Entry(
        entry.stream(),
        entry.seq(),
        entry.prev(),
        entry.at(),
        entry.kind(),
        entry.op(),
        entry.hash(),
        entry.body(),
        entry.once(),
        secret);
  }
}
