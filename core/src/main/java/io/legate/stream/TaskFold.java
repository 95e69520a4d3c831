package io.legate.stream;

import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.ledger.Fold;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StreamId;
import io.legate.task.EventKind;
import io.legate.task.Hop;
import io.legate.task.Sightings;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEventJson;
import io.legate.task.TaskKey;
import io.legate.task.TaskSnapshot;
import io.legate.task.TaskState;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Folds a task's stream. Written down only where [TaskState] cannot be: the ledger's own numbers.
public final class TaskFold implements Fold<TaskState> {

  private static final int BASE_BYTES = 1_024;
  private static final int HOP_BYTES = 1_024;
  private static final int PERMISSION_BYTES = 2_048;
  private static final int INSTANCE_BYTES = 512;
  private static final int ENTRY_BYTES = 192;
  private static final int ESCALATION_BYTES = 4_096;

  @Override
  public TaskState empty(StreamId stream) {
    return TaskState.EMPTY;
  }

  @Override
  public TaskState apply(TaskState state, RecordedEvent event) {
    return state.isGone()
        ? state
        : keyed(state, event).apply(event(event), event.seq(), event.at(), event.op());
  }

  /// Whoever asks about a task without bodies hears that there is none.
  @Override
  public TaskState applyRemoved(TaskState state, long seq, int kind) {
    return TaskState.GONE;
  }

  /// What was decided here is not read again from what was just written of it. Wherever assertions
  /// are on, as in every test, the two are held against each other.
  private static TaskEvent event(RecordedEvent event) {
    if (!(event.source() instanceof TaskEvent decided)) {
      return read(event);
    }
    assert decided.equals(read(event)) : "an event is not read back as it was written";
    return decided;
  }

  private static TaskEvent read(RecordedEvent event) {
    return TaskEventJson.read(EventKind.of(event.kind()), event.data());
  }

  /// The task's key stands beside its first event.
  private static TaskState keyed(TaskState state, RecordedEvent event) {
    return event.seq() == 1 ? state.withSightings(state.sightings().withKey(key(event))) : state;
  }

  private static @Nullable TaskKey key(RecordedEvent event) {
    return event.secret() == null ? null : TaskKey.of(event.secret());
  }

  @Override
  public Json.@Nullable Obj snapshot(TaskState state) {
    return state.isGone() ? null : TaskSnapshot.write(state);
  }

  @Override
  public @Nullable TaskState restore(StreamId stream, Json.Obj snapshot, Past past)
      throws LedgerUnavailableException {
    TaskState state = TaskSnapshot.read(snapshot);
    Sightings sightings =
        state == null ? null : sightings(TaskSnapshot.lastSighting(snapshot), past);
    return state == null || sightings == null ? null : state.withSightings(sightings);
  }

  /// Reads the events that say what the task has met, from the last to the first, and folds them
  /// from the first to the last. Null where one is missing.
  private static @Nullable Sightings sightings(long last, Past past)
      throws LedgerUnavailableException {
    var chain = new ArrayDeque<RecordedEvent>();
    for (long seq = last; seq > 0; ) {
      RecordedEvent event = past.event(seq);
      if (event == null) {
        return null;
      }
      chain.push(event);
      seq = Sightings.before(read(event));
    }
    Sightings sightings = Sightings.NONE;
    for (RecordedEvent event : chain) {
      sightings = event.seq() == 1 ? sightings.withKey(key(event)) : sightings;
      sightings = sightings.after(read(event), event.seq());
    }
    return sightings;
  }

  /// An estimate, in bytes, that the cache is bounded by; exact accounting would cost more than the
  /// memory it saves.
  @Override
  public int weight(TaskState state) {
    return (int) Math.min(Integer.MAX_VALUE, written(state) + state.sightings().weight());
  }

  /// The same without what the task has met.
  @Override
  public int written(TaskState state) {
    var memory = state.memory();
    long entries =
        (long) memory.proofs().sizeAtMost()
            + memory.operationsAtMost()
            + memory.statements().sizeAtMost()
            + state.charges().open().size()
            + state.charges().settled().sizeAtMost()
            + state.charges().free().sizeAtMost();
    long bytes =
        BASE_BYTES
            + hopBytes(state) * state.hops().size()
            + (long) INSTANCE_BYTES * state.instances().sizeAtMost()
            + ENTRY_BYTES * entries
            + state.charges().counters().weight()
            + state.history().weight()
            + (long) ESCALATION_BYTES * state.approvals().held().size();
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  /// What one hop takes, as if each had as many permissions as the root: what is below it has been
  /// narrowed, so this errs on the high side, and costs no walk over the hops.
  private static long hopBytes(TaskState state) {
    HopId id = state.root();
    Hop root = id == null ? null : state.hops().get(id);
    int permissions = root == null ? 0 : root.boundary().permissions().size();
    return HOP_BYTES + (long) PERMISSION_BYTES * permissions;
  }
}
