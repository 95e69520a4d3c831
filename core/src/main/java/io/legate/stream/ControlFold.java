package io.legate.stream;

import io.legate.control.ControlEvent;
import io.legate.control.ControlEventJson;
import io.legate.control.ControlSnapshot;
import io.legate.control.ControlState;
import io.legate.control.SubjectKey;
import io.legate.json.Json;
import io.legate.ledger.Fold;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StreamId;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/// Folds the control stream.
public final class ControlFold implements Fold<ControlState> {

  @Override
  public ControlState empty(StreamId stream) {
    return ControlState.EMPTY;
  }

  @Override
  public ControlState apply(ControlState state, RecordedEvent event) {
    return state.apply(read(event), event.seq(), event.at(), event.op());
  }

  private static ControlEvent read(RecordedEvent event) {
    if (event.source() instanceof ControlEvent decided) {
      return decided;
    }
    ControlEvent read = ControlEventJson.read(event.kind(), event.data());
    byte[] key = event.secret();
    return key == null ? read : ControlEvent.withKey(read, SubjectKey.of(key));
  }

  /// An event that may have named a subject counts as if it had never been, once a later one says
  /// that it was to lose its body. Nothing else in this stream ever loses its own.
  @Override
  public @Nullable ControlState applyRemoved(ControlState state, long seq, int kind) {
    return ControlEventJson.isRemovable(kind) ? state.withoutBody(seq) : null;
  }

  @Override
  public @Nullable String fault(ControlState state) {
    var missing = state.keeping().missing();
    return missing.isEmpty()
        ? null
        : "control event %s has lost its body, and nothing says why"
            .formatted(Collections.min(missing));
  }

  @Override
  public boolean makesForget(ControlState before, ControlState after) {
    return before.keeping().erasures() != after.keeping().erasures();
  }

  @Override
  public Json.Obj snapshot(ControlState state) {
    return ControlSnapshot.write(state);
  }

  @Override
  public @Nullable ControlState restore(StreamId stream, Json.Obj snapshot, Past past) {
    return ControlSnapshot.read(snapshot);
  }

  @Override
  public int weight(ControlState state) {
    return state.weight();
  }
}
