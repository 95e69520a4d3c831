package io.legate.ledger;

import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Folds streams out of the ledger: the last snapshot, if there is a good one, and what came after.
final class StreamReader<S> {

  private static final int PAGE = 256;

  private final Ledger ledger;
  private final Fold<S> fold;

  StreamReader(Ledger ledger, Fold<S> fold) {
    this.ledger = ledger;
    this.fold = fold;
  }

  /// Returns the state after everything that is committed.
  Tip<S> load(StreamId stream) throws LedgerUnavailableException {
    Tip<S> start = fromSnapshot(stream);
    return tail(stream, start == null ? Tip.before(fold.empty(stream)) : start);
  }

  /// Returns the state after everything that is committed, given an earlier one.
  ///
  /// @throws LedgerUnavailableException also if what follows does not follow that: the ledger went
  ///   back and another history was written, of which nothing here may be told
  Tip<S> tail(StreamId stream, Tip<S> from) throws LedgerUnavailableException {
    Tip<S> tip = from;
    List<StoredEvent> page;
    do {
      page = ledger.stream(stream, tip.seq(), PAGE);
      requireFollows(page, tip);
      for (StoredEvent event : page) {
        tip = after(tip, event);
      }
    } while (page.size() == PAGE);
    String fault = fold.fault(tip.state());
    if (fault != null) {
      throw new LedgerUnavailableException(Reason.DAMAGED, fault);
    }
    return tip;
  }

  private Tip<S> after(Tip<S> tip, StoredEvent event) throws LedgerUnavailableException {
    S without =
        event.body() == null ? fold.applyRemoved(tip.state(), event.seq(), event.kind()) : null;
    return without == null
        ? tip.after(fold, RecordedEvent.of(event), event.hash())
        : new Tip<>(without, event.seq(), event.hash(), event.at());
  }

  private static void requireFollows(List<StoredEvent> page, Tip<?> tip)
      throws LedgerUnavailableException {
    if (page.isEmpty() || tip.hash() == null || page.getFirst().body() == null) {
      return;
    }
    StoredEvent next = page.getFirst();
    if (!tip.hash().base64Url().equals(EventBody.prev(next))) {
      throw new LedgerUnavailableException(
          Reason.DAMAGED,
          "event %s of `%s` does not follow the one before it as it is known"
              .formatted(next.seq(), next.stream()));
    }
  }

  /// A snapshot that names no event of the stream as it is, or that cannot be read, is no loss.
  private @Nullable Tip<S> fromSnapshot(StreamId stream) throws LedgerUnavailableException {
    Snapshot snapshot = ledger.snapshot(stream);
    StoredEvent event = snapshot == null ? null : ledger.event(stream, snapshot.seq());
    if (snapshot == null
        || event == null
        || !event.hash().equals(snapshot.hash())
        || (event.body() == null && !stream.isControl())) {
      return null;
    }
    Json.Obj written;
    try {
      written = JsonReader.readObject(snapshot.state());
    } catch (MalformedJsonException e) {
      return null;
    }
    S state = fold.restore(stream, written, seq -> event(stream, seq));
    return state == null ? null : new Tip<>(state, event.seq(), event.hash(), event.at());
  }

  private @Nullable RecordedEvent event(StreamId stream, long seq)
      throws LedgerUnavailableException {
    StoredEvent stored = ledger.event(stream, seq);
    return stored == null ? null : RecordedEvent.of(stored);
  }

  /// Returns a snapshot of the state, or null where the fold keeps none.
  static <S> @Nullable Snapshot snapshot(Fold<S> fold, StreamId stream, Tip<S> tip) {
    Json.Obj written = fold.snapshot(tip.state());
    return written == null || tip.hash() == null
        ? null
        : new Snapshot(stream, tip.seq(), tip.hash(), Jcs.bytes(written));
  }
}
