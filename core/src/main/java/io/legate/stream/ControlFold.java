package io.legate.stream;

import io.legate.control.ControlEventJson;
import io.legate.control.ControlSnapshot;
import io.legate.control.ControlState;
import io.legate.json.Json;
import io.legate.ledger.Fold;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StreamId;
import org.jspecify.annotations.Nullable;

/// Folds the control stream.
public final class ControlFold implements Fold<ControlState> {

  @Override
  public ControlState empty(StreamId stream) {
    return ControlState.EMPTY;
  }

  @Override
  public ControlState apply(ControlState state, RecordedEvent event) {
    var read = ControlEventJson.read(event.kind(), event.data());
    return state.apply(read, event.seq(), event.at(), event.op());
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
