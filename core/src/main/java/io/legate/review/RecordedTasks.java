package io.legate.review;

import io.legate.identity.RequestId;
import io.legate.identity.TaskId;
import io.legate.identity.Uuid7;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.Records;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.stream.Drafts;
import io.legate.stream.TaskFold;
import io.legate.task.EventKind;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEventJson;
import io.legate.task.TaskState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tasks of a ledger, gone through one after the other and event by event, each with the state
/// that it was decided on.
///
/// Of all that is on record, one task's state and one page of its events are in memory.
public final class RecordedTasks {

  private static final int PAGE = 256;

  private final Records records;
  private final TaskFold fold = new TaskFold();
  private long tasks;
  private long events;

  public RecordedTasks(Records records) {
    this.records = records;
  }

  /// Who wants to see tasks.
  public interface Visitor {
    /// Returns who sees the events of a task.
    TaskVisitor task(TaskId task);

    /// Told of an event that has lost its body, as all of its task have, in place of a task.
    default void removed(StoredEvent event) {}

    /// Told now and then how many tasks, and events of tasks, have been gone through.
    default void passed(long tasks, long events) {}
  }

  /// Who sees one task.
  public interface TaskVisitor {
    /// Sees the next event.
    ///
    /// @param before the state that it was decided on
    /// @param event as it was recorded, whose `source` is `read`
    void event(TaskState before, RecordedEvent event, TaskEvent read)
        throws LedgerUnavailableException;

    /// Sees an event that cannot be folded, or that comes after such a one.
    ///
    /// @param why as a sentence
    void unreadable(StoredEvent event, String why);

    /// The task has no more events.
    void end();
  }

  /// Shows every task that may have something in the period, from its first event on, also where
  /// that is earlier.
  ///
  /// @throws LedgerUnavailableException if the ledger does not answer; damage is shown instead
  public void visit(Period period, Visitor visitor) throws LedgerUnavailableException {
    if (!period.tasks().isEmpty()) {
      for (TaskId task : period.tasks()) {
        visit(task, visitor);
      }
      return;
    }
    StreamId after = null;
    List<StreamId> page;
    do {
      page = records.streams(EventKind.OPENED.number(), after, PAGE);
      for (StreamId stream : page) {
        if (isAfter(period, stream)) {
          return;
        }
        if (!hasEndedBefore(period, stream)) {
          visit(new TaskId(stream.value()), visitor);
        }
        after = stream;
      }
    } while (page.size() == PAGE);
  }

  /// Streams are in the order in which their tasks were asked for.
  private static boolean isAfter(Period period, StreamId stream) {
    return period.until() != null
        && !Uuid7.instant(stream.value()).minus(RequestId.AHEAD_MAX).isBefore(period.until());
  }

  private boolean hasEndedBefore(Period period, StreamId stream) throws LedgerUnavailableException {
    if (period.since() == null) {
      return false;
    }
    var head = records.head(stream);
    return head == null || head.at().isBefore(period.since());
  }

  private void visit(TaskId task, Visitor visitor) throws LedgerUnavailableException {
    StreamId stream = Drafts.stream(task);
    if (isRemoved(stream)) {
      removed(stream, visitor);
      return;
    }
    var shown = visitor.task(task);
    TaskState state = TaskState.EMPTY;
    String broken = null;
    long seq = 0;
    List<StoredEvent> page;
    do {
      page = records.stream(stream, seq, PAGE);
      for (StoredEvent stored : page) {
        if (broken == null && stored.seq() != seq + 1) {
          broken = "event " + (seq + 1) + " of the task is missing";
        }
        seq = stored.seq();
        var next = broken == null ? next(state, stored) : new Next.Broken(broken);
        switch (next) {
          case Next.Read(var event, var read, var after) -> {
            shown.event(state, event, read);
            state = after;
          }
          case Next.Broken(var why) -> {
            broken = why;
            shown.unreadable(stored, why);
          }
        }
      }
      events += page.size();
      visitor.passed(tasks, events);
    } while (page.size() == PAGE);
    shown.end();
    tasks++;
    visitor.passed(tasks, events);
  }

  /// That this was right is not looked at here: `audit verify` tells what was removed from what was
  /// dropped.
  private boolean isRemoved(StreamId stream) throws LedgerUnavailableException {
    var first = records.stream(stream, 0, 1);
    return !first.isEmpty() && first.getFirst().seq() == 1 && first.getFirst().body() == null;
  }

  private void removed(StreamId stream, Visitor visitor) throws LedgerUnavailableException {
    long seq = 0;
    List<StoredEvent> page;
    do {
      page = records.stream(stream, seq, PAGE);
      for (StoredEvent event : page) {
        visitor.removed(event);
        seq = event.seq();
      }
      events += page.size();
    } while (page.size() == PAGE);
    tasks++;
    visitor.passed(tasks, events);
  }

  private sealed interface Next {
    record Read(RecordedEvent event, TaskEvent read, TaskState after) implements Next {}

    record Broken(String why) implements Next {}
  }

  /// What was committed once can be folded: what cannot be is damaged, or newer than this version.
  private Next next(TaskState state, StoredEvent stored) throws LedgerUnavailableException {
    try {
      RecordedEvent event = RecordedEvent.of(stored);
      TaskEvent read = TaskEventJson.read(EventKind.of(event.kind()), event.data());
      RecordedEvent known = withSource(event, read);
      return new Next.Read(known, read, fold.apply(state, known));
    } catch (LedgerUnavailableException e) {
      if (e.reason() != Reason.DAMAGED) {
        throw e;
      }
      return new Next.Broken(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return new Next.Broken("event " + stored.seq() + " of the task cannot be read: " + told(e));
    }
  }

  private static @Nullable String told(RuntimeException e) {
    return e.getMessage() == null ? "it is not what was written" : e.getMessage();
  }

  private static RecordedEvent withSource(RecordedEvent event, TaskEvent read) {
    return new RecordedEvent(
        event.stream(),
        event.seq(),
        event.control(),
        event.at(),
        event.kind(),
        event.op(),
        event.data(),
        event.secret(),
        read);
  }
}
