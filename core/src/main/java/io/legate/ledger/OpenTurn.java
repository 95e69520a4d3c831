package io.legate.ledger;

import io.legate.merkle.Rfc6962;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A turn being taken: what the decider sees, and the entries it makes.
final class OpenTurn<S, C> implements Turn<S, C> {

  private final StreamId stream;
  private final Fold<S> fold;
  private final int node;
  private final Control<C> control;
  private final Instant at;
  private final List<Entry> entries = new ArrayList<>(1);
  private Tip<S> tip;
  private boolean open = true;

  OpenTurn(StreamId stream, Fold<S> fold, int node, Control<C> control, Tip<S> tip, Instant clock) {
    this.stream = stream;
    this.fold = fold;
    this.node = node;
    this.control = control;
    this.tip = tip;
    Instant now = EventBody.truncate(clock);
    this.at = now.isBefore(tip.at()) ? tip.at() : now;
  }

  @Override
  public S state() {
    return tip.state();
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public Control<C> control() {
    return control;
  }

  @Override
  public long nextSeq() {
    return tip.seq() + 1;
  }

  @Override
  public S append(Draft draft) {
    if (!open || entries.size() == Batch.EVENTS_MAX) {
      throw new IllegalStateException(open ? "a turn has 1024 drafts at most" : "the turn is over");
    }
    var event = RecordedEvent.of(stream, nextSeq(), control.seq(), at, draft);
    byte[] body = EventBody.bytes(event, node, tip.hash());
    var hash = Rfc6962.leaf(body);
    // Applied first: a fold that refuses its own event must leave no entry behind.
    var next = tip.after(fold, event, hash);
    entries.add(
        new Entry(
            stream,
            event.seq(),
            tip.hash(),
            at,
            draft.kind(),
            draft.op(),
            hash,
            body,
            draft.once(),
            draft.secret()));
    tip = next;
    return tip.state();
  }

  /// Ends the turn: nothing more is added.
  void close() {
    open = false;
  }

  Tip<S> tip() {
    return tip;
  }

  List<Entry> entries() {
    return entries;
  }
}
