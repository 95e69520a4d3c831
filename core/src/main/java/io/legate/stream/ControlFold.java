package io.legate.stream;

import io.legate.control.ControlEventJson;
import io.legate.control.ControlState;
import io.legate.ledger.Fold;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StreamId;

/// Folds the control stream.
public final class ControlFold implements Fold<ControlState> {

  @Override
  public ControlState empty(StreamId stream) {
    return ControlState.EMPTY;
  }

  @Override
  public ControlState apply(ControlState state, RecordedEvent event) {
    return state.apply(ControlEventJson.read(event.kind(), event.data()), event.at());
  }

  @Override
  public int weight(ControlState state) {
    return 1;
  }
}
