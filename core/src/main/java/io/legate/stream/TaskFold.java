package io.legate.stream;

import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.ledger.Fold;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StreamId;
import io.legate.task.EventKind;
import io.legate.task.Hop;
import io.legate.task.TaskEventJson;
import io.legate.task.TaskSnapshot;
import io.legate.task.TaskState;
import org.jspecify.annotations.Nullable;

/// Folds a task's stream. Written down only where [TaskState] cannot be: the ledger's own numbers.
public final class TaskFold implements Fold<TaskState> {

  private static final int BASE_BYTES = 1_024;
  private static final int HOP_BYTES = 1_024;
  private static final int PERMISSION_BYTES = 2_048;
  private static final int INSTANCE_BYTES = 512;
  private static final int ENTRY_BYTES = 192;

  @Override
  public TaskState empty(StreamId stream) {
    return TaskState.EMPTY;
  }

  @Override
  public TaskState apply(TaskState state, RecordedEvent event) {
    var read = TaskEventJson.read(EventKind.of(event.kind()), event.data());
    return state.apply(read, event.seq(), event.at(), event.op());
  }

  @Override
  public Json.Obj snapshot(TaskState state) {
    return TaskSnapshot.write(state);
  }

  @Override
  public @Nullable TaskState restore(StreamId stream, Json.Obj snapshot, Past past) {
    return TaskSnapshot.read(snapshot);
  }

  /// An estimate, in bytes, that the cache is bounded by; exact accounting would cost more than the
  /// memory it saves.
  @Override
  public int weight(TaskState state) {
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
            + state.history().weight();
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
