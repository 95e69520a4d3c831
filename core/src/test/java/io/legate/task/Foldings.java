package io.legate.task;

import io.legate.json.Json;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StreamId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ways in which a history becomes a state.
final class Foldings {

  private Foldings() {}

  /// Returns what stands before a history: nothing but the key.
  static TaskState begun() {
    return TaskState.EMPTY.withSightings(Sightings.NONE.withKey(Histories.KEY));
  }

  /// Returns entry `seq` as the ledger would hold it, null where there is none.
  static @Nullable RecordedEvent recorded(List<Histories.Entry> entries, long seq) {
    if (seq < 1 || seq > entries.size()) {
      return null;
    }
    Histories.Entry entry = entries.get((int) seq - 1);
    return new RecordedEvent(
        StreamId.CONTROL,
        seq,
        0,
        entry.at(),
        TaskEventJson.kind(entry.event()).number(),
        entry.op(),
        TaskEventJson.write(entry.event()),
        seq == 1 ? Histories.KEY.bytes() : null,
        null);
  }

  /// Folds a history.
  static TaskState fold(List<Histories.Entry> entries) {
    TaskState state = begun();
    for (Histories.Entry entry : entries) {
      state = state.apply(entry.event(), entry.seq(), entry.at(), entry.op());
    }
    return state;
  }

  /// Folds a history as it would be read back from the ledger.
  static TaskState foldRecorded(List<Histories.Entry> entries) {
    TaskState state = begun();
    for (Histories.Entry entry : entries) {
      Json.Obj data = TaskEventJson.write(entry.event());
      var read = TaskEventJson.read(TaskEventJson.kind(entry.event()), data);
      state = state.apply(read, entry.seq(), entry.at(), entry.op());
    }
    return state;
  }
}
