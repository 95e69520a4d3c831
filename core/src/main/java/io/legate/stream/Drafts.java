package io.legate.stream;

import io.legate.control.ControlEvent;
import io.legate.control.ControlEventJson;
import io.legate.control.SubjectKey;
import io.legate.identity.TaskId;
import io.legate.ledger.Draft;
import io.legate.ledger.OnceKey;
import io.legate.ledger.StreamId;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEvent.Opened;
import io.legate.task.TaskEventJson;
import io.legate.task.TaskKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events on their way into the ledger.
public final class Drafts {

  private Drafts() {}

  /// Returns the stream of a task: its id is the task's.
  public static StreamId stream(TaskId task) {
    return new StreamId(task.value());
  }

  /// Returns the draft of a task event.
  ///
  /// @param operation the request it answers, null for none
  /// @param once what it spends beside it
  public static Draft of(TaskEvent event, @Nullable Operation operation, List<OnceKey> once) {
    return new Draft(
        TaskEventJson.kind(event).number(),
        operation == null ? null : operation.bytes(),
        TaskEventJson.write(event),
        event,
        once,
        null);
  }

  /// Returns the draft of a task's first event.
  ///
  /// @param key kept beside it, where it can be erased
  public static Draft of(Opened event, TaskKey key, Operation operation, List<OnceKey> once) {
    return new Draft(
        TaskEventJson.kind(event).number(),
        operation.bytes(),
        TaskEventJson.write(event),
        event,
        once,
        key.bytes());
  }

  /// Returns the draft of a control event that answers a request.
  public static Draft of(ControlEvent event, Operation operation, List<OnceKey> once) {
    return new Draft(
        ControlEventJson.kind(event), operation.bytes(), ControlEventJson.write(event), once);
  }

  /// Returns the draft of a control event that may name a subject under a key.
  ///
  /// @param event with its key
  /// @param operation the request it answers, null where there is no room to remember it
  /// @param key kept beside it, where it can be erased; null where nobody else needs it
  public static Draft of(
      ControlEvent.OfKeeping event,
      @Nullable Operation operation,
      List<OnceKey> once,
      @Nullable SubjectKey key) {
    return new Draft(
        ControlEventJson.kind(event),
        operation == null ? null : operation.bytes(),
        ControlEventJson.write(event),
        event,
        once,
        key == null ? null : key.bytes());
  }

  /// Returns the draft of a control event.
  public static Draft of(ControlEvent event, List<OnceKey> once) {
    return new Draft(ControlEventJson.kind(event), null, ControlEventJson.write(event), once);
  }
}
