package io.legate.stream;

import io.legate.control.ControlState;
import io.legate.identity.TaskId;
import io.legate.ledger.Decider;
import io.legate.ledger.Journal;
import io.legate.ledger.Known;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceKey;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.Turn;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.task.EventKind;
import io.legate.task.Memory;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEventJson;
import io.legate.task.TaskState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tasks of the ledger.
///
/// Safe for use from many threads. Blocks until what was decided is committed, so it is called from
/// virtual threads only.
public final class Tasks {

  private final Journal<TaskState, ControlState> journal;
  private final int operationsMax;

  /// @param operationsMax the most request ids that one task remembers of each client; more of that
  ///   client's are refused until its oldest have passed, and nobody else's
  public Tasks(Journal<TaskState, ControlState> journal, int operationsMax) {
    this.journal = journal;
    this.operationsMax = operationsMax;
  }

  /// What decides on a task.
  public interface Decision<R> extends Decider<TaskState, ControlState, R, RefusedException> {}

  /// How a key that was used before is told to the caller.
  public interface Taken {
    /// Returns the refusal.
    RefusedException refusal(OnceKey key);
  }

  /// Decides on a task.
  ///
  /// @throws RefusedException the decision's own, `taken`'s, or [Code#TEMPORARILY_UNAVAILABLE]
  public <R> R decide(TaskId task, Taken taken, Decision<R> decision) throws RefusedException {
    try {
      return journal.decide(Drafts.stream(task), decision);
    } catch (OnceTakenException e) {
      throw taken.refusal(e.key());
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
  }

  /// Decides on a task ahead of what else is waiting: for what removes authority.
  ///
  /// @throws RefusedException as [#decide]
  public <R> R decideFirst(TaskId task, Taken taken, Decision<R> decision) throws RefusedException {
    try {
      return journal.decideFirst(Drafts.stream(task), decision);
    } catch (OnceTakenException e) {
      throw taken.refusal(e.key());
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
  }

  /// Returns the committed state, the newest whichever node made it; [TaskState#EMPTY] where there
  /// is no such task.
  ///
  /// @throws RefusedException with [Code#TEMPORARILY_UNAVAILABLE]
  public TaskState read(TaskId task) throws RefusedException {
    return known(task).state();
  }

  /// Returns the committed state as [#read], with the number of its last event.
  ///
  /// @throws RefusedException with [Code#TEMPORARILY_UNAVAILABLE]
  public Known<TaskState> known(TaskId task) throws RefusedException {
    try {
      return journal.known(Drafts.stream(task));
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
  }

  /// Returns a committed state that may not be the newest, without asking the ledger: for what is
  /// decided on afterwards. Whoever refuses by it must [#read] first.
  ///
  /// @throws RefusedException with [Code#TEMPORARILY_UNAVAILABLE]
  public TaskState glance(TaskId task) throws RefusedException {
    try {
      return journal.glance(Drafts.stream(task));
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
  }

  /// Returns the event that answered an operation.
  ///
  /// @throws RefusedException with [Code#TEMPORARILY_UNAVAILABLE]
  public TaskEvent event(TaskId task, long seq) throws RefusedException {
    try {
      StoredEvent stored = journal.event(Drafts.stream(task), seq);
      if (stored == null) {
        throw new IllegalStateException("a task names an event that it does not have");
      }
      RecordedEvent event = RecordedEvent.of(stored);
      return TaskEventJson.read(EventKind.of(event.kind()), event.data());
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
  }

  /// Returns what was answered to `operation` before, or null if it is new and may be decided.
  ///
  /// @param digest of what is asked now
  /// @throws RefusedException with [Code#IDEMPOTENCY_CONFLICT], [Code#REQUEST_EXPIRED] or, where
  ///   the task can remember no more, [Code#TOO_MANY_REQUESTS]
  public Memory.@Nullable Operation earlier(
      Turn<TaskState, ControlState> turn, Operation operation, String digest)
      throws RefusedException {
    Memory.Operation earlier = remembered(turn, operation, digest);
    if (earlier == null && !hasRoom(turn, operation)) {
      throw new RefusedException(
          Code.TOO_MANY_REQUESTS,
          "the task had too many requests of `%s` within the hour".formatted(operation.sharer()));
    }
    return earlier;
  }

  /// As [#earlier], whether or not there is room to remember it: for what removes authority.
  ///
  /// @throws RefusedException with [Code#IDEMPOTENCY_CONFLICT] or [Code#REQUEST_EXPIRED]
  public Memory.@Nullable Operation remembered(
      Turn<TaskState, ControlState> turn, Operation operation, String digest)
      throws RefusedException {
    Memory memory = turn.state().memory();
    Memory.Operation earlier = memory.operation(operation.sharer(), operation.key(), turn.at());
    if (earlier != null) {
      if (!earlier.digest().equals(digest)) {
        throw Operation.conflict();
      }
      return earlier;
    }
    operation.requireFresh(turn.at());
    return null;
  }

  /// Returns whether the task can remember another request id out of the same share.
  public boolean hasRoom(Turn<TaskState, ControlState> turn, Operation operation) {
    return !turn.state().memory().isFull(operation.sharer(), operationsMax, turn.at());
  }

  /// Appends an event and returns the state after it.
  public static TaskState append(
      Turn<TaskState, ControlState> turn,
      TaskEvent event,
      @Nullable Operation operation,
      List<OnceKey> once) {
    return turn.append(Drafts.of(event, operation, once));
  }

  private static RefusedException unavailable() {
    return new RefusedException(
        Code.TEMPORARILY_UNAVAILABLE, "the ledger did not answer; ask again with the same id");
  }
}
