package io.legate.feed;

import io.legate.control.ControlEventJson;
import io.legate.control.ControlState;
import io.legate.feed.Told.About;
import io.legate.identity.TaskId;
import io.legate.ledger.Control;
import io.legate.ledger.Known;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.refusal.RefusedException;
import io.legate.stream.Tasks;
import io.legate.task.EventKind;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEventJson;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Derives what to tell from what happened, with the states as they are now: one event may concern
/// thousands of tokens that it does not name.
///
/// States may be newer than the events, never older. So what is told is in order whatever the order
/// in which logs of several nodes are read.
final class Derivation {

  private final Tasks tasks;
  private final Supplier<Control<ControlState>> control;

  Derivation(Tasks tasks, Supplier<Control<ControlState>> control) {
    this.tasks = tasks;
    this.control = control;
  }

  /// What to tell.
  ///
  /// @param all to everybody
  /// @param each to one audience
  record Derived(Collection<Told> all, Map<String, List<Told>> each) {
    static final Derived NOTHING = new Derived(List.of(), Map.of());

    boolean isEmpty() {
      return all.isEmpty() && each.isEmpty();
    }

    int size() {
      return all.size() + each.values().stream().mapToInt(List::size).sum();
    }
  }

  /// What happened to one task.
  ///
  /// @param events of the task, oldest first
  /// @param seq of the last
  /// @param at when that was decided
  private record Happened(List<TaskEvent> events, long seq, Instant at) {
    Happened then(RecordedEvent next, TaskEvent event) {
      var more = new ArrayList<>(events);
      more.add(event);
      return new Happened(more, Math.max(seq, next.seq()), next.at().isAfter(at) ? next.at() : at);
    }
  }

  /// Returns what to tell of these events.
  ///
  /// @param audiences who listens; to nobody else anything is told
  /// @throws LedgerUnavailableException if the states cannot be read, or are older than the events;
  ///   asking again later is safe
  Derived derive(List<StoredEvent> events, Set<String> audiences, Instant now)
      throws LedgerUnavailableException {
    if (audiences.isEmpty() || events.isEmpty()) {
      return Derived.NOTHING;
    }
    var all = new LinkedHashMap<About, Told>();
    var happened = new LinkedHashMap<TaskId, Happened>();
    for (StoredEvent stored : events) {
      if (stored.body() == null) {
        // Of a task that ended long ago, or of what was known of somebody: it removed nothing.
        continue;
      }
      RecordedEvent event = RecordedEvent.of(stored);
      if (event.stream().isControl()) {
        Told told = ofControl(event);
        if (told != null) {
          all.put(told.about(), told);
        }
      } else {
        happened.merge(
            new TaskId(event.stream().value()),
            new Happened(List.of(), 0, Instant.MIN).then(event, read(event)),
            (before, _) -> before.then(event, read(event)));
      }
    }
    var each = new HashMap<String, List<Told>>();
    for (var one : happened.entrySet()) {
      ofTask(one.getKey(), one.getValue(), audiences, now)
          .forEach(
              (audience, told) ->
                  each.computeIfAbsent(audience, _ -> new ArrayList<>()).addAll(told));
    }
    return new Derived(List.copyOf(all.values()), each);
  }

  private static TaskEvent read(RecordedEvent event) {
    return TaskEventJson.read(EventKind.of(event.kind()), event.data());
  }

  private @Nullable Told ofControl(RecordedEvent event) throws LedgerUnavailableException {
    Control<ControlState> known = control.get();
    if (known.seq() < event.seq()) {
      throw new LedgerUnavailableException(Reason.BUSY, "this node has yet to see control move");
    }
    return ControlStandings.of(
        ControlEventJson.read(event.kind(), event.data()), known.state(), event.at());
  }

  private Map<String, List<Told>> ofTask(
      TaskId task, Happened happened, Set<String> audiences, Instant now)
      throws LedgerUnavailableException {
    Known<TaskState> known;
    try {
      known = tasks.known(task);
    } catch (RefusedException e) {
      throw new LedgerUnavailableException(Reason.BUSY, "the task cannot be read", e);
    }
    if (known.seq() < happened.seq()) {
      throw new LedgerUnavailableException(Reason.BUSY, "this node has yet to see the task move");
    }
    Scope scope = Scope.NOTHING;
    for (TaskEvent event : happened.events()) {
      scope = scope.and(Scope.of(event, known.state()));
    }
    return TaskStandings.of(task, known.state(), scope, happened.at(), audiences, now);
  }
}
