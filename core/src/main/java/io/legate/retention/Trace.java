package io.legate.retention;

import io.legate.authorize.TasklessAuthorization;
import io.legate.control.ControlEvent.LabelsCarried;
import io.legate.control.ControlEvent.SignalSet;
import io.legate.control.ControlEventJson;
import io.legate.control.ControlState;
import io.legate.identity.TaskId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.ledger.Bodies;
import io.legate.ledger.Bodies.Mention;
import io.legate.ledger.Bodies.RecordId;
import io.legate.ledger.Journals;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LogHead;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.merkle.LeafIndex;
import io.legate.stream.Drafts;
import io.legate.task.EventKind;
import io.legate.task.TaskEvent.Opened;
import io.legate.task.TaskEvent.TaskHeader;
import io.legate.task.TaskEventJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a ledger holds data of one subject.
///
/// @param tasks those that are for it
/// @param alone streams of one record each, of what was asked about it outside of any task
/// @param control numbers of the control events that say something of it and nothing else
/// @param elsewhere how many other records hold its name: as an argument in the task of another, in
///   a list, in a reason
record Trace(List<Task> tasks, List<StreamId> alone, List<Long> control, long elsewhere) {

  /// No trace.
  static final Trace NOTHING = new Trace(List.of(), List.of(), List.of(), 0);

  /// Leaves that are looked at in one question to the database.
  private static final int LEAVES = 4_096;

  /// A task of the subject.
  record Task(TaskId id, TaskHeader header) {
    StreamId stream() {
      return Drafts.stream(id);
    }
  }

  /// Looks through the records of all logs for a subject's name.
  static Trace of(String subject, Journals<ControlState> journals)
      throws LedgerUnavailableException {
    Bodies bodies = journals.bodies();
    byte[] text = spelling(subject);
    var tasks = new ArrayList<Task>();
    var alone = new ArrayList<StreamId>();
    var control = new ArrayList<Long>();
    var others = new HashMap<StreamId, Long>();
    for (LogHead log : journals.logs().logHeads()) {
      long end = log.frontier().size().leaves();
      for (long from = 0; from < end; from += LEAVES) {
        for (Mention each : bodies.mentions(text, log.node(), new LeafIndex(from), LEAVES)) {
          RecordId id = each.record();
          Task task = each.kind() == EventKind.OPENED.number() ? task(journals, id.stream()) : null;
          if (task != null && task.header.subject().equals(subject)) {
            tasks.add(task);
          } else if (each.kind() == TasklessAuthorization.DECIDED
              && isAbout(journals, id, subject)) {
            alone.add(id.stream());
          } else if (id.stream().isControl() && isFactAbout(journals, id, subject)) {
            control.add(id.seq());
          } else {
            others.merge(id.stream(), 1L, Long::sum);
          }
        }
      }
    }
    tasks.forEach(task -> others.remove(task.stream()));
    long elsewhere = others.values().stream().mapToLong(Long::longValue).sum();
    return new Trace(tasks, alone, control.stream().sorted().toList(), elsewhere);
  }

  /// Returns the trace of one task; null where there is none of this subject.
  static @Nullable Trace of(TaskId id, String subject, Journals<ControlState> journals)
      throws LedgerUnavailableException {
    Task task = task(journals, Drafts.stream(id));
    return task == null || !task.header.subject().equals(subject)
        ? null
        : new Trace(List.of(task), List.of(), List.of(), 0);
  }

  /// As it stands in canonical JSON, without the quotes.
  private static byte[] spelling(String subject) {
    String quoted = Jcs.text(new Json.Str(subject));
    return quoted.substring(1, quoted.length() - 1).getBytes(StandardCharsets.UTF_8);
  }

  /// Returns a task as its first record says, or null where there is none, or it has no body.
  static @Nullable Task task(Journals<ControlState> journals, StreamId stream)
      throws LedgerUnavailableException {
    StoredEvent first = stream.isControl() ? null : journals.event(stream, 1);
    if (first == null || first.body() == null || first.kind() != EventKind.OPENED.number()) {
      return null;
    }
    RecordedEvent read = RecordedEvent.of(first);
    return TaskEventJson.read(EventKind.OPENED, read.data()) instanceof Opened opened
        ? new Task(new TaskId(stream.value()), opened.header())
        : null;
  }

  private static boolean isAbout(Journals<ControlState> journals, RecordId id, String subject)
      throws LedgerUnavailableException {
    StoredEvent event = journals.event(id.stream(), id.seq());
    return event != null
        && event.body() != null
        && subject.equals(RecordedEvent.of(event).data().string("subject"));
  }

  private static boolean isFactAbout(Journals<ControlState> journals, RecordId id, String subject)
      throws LedgerUnavailableException {
    StoredEvent event = journals.event(id.stream(), id.seq());
    if (event == null || event.body() == null || !ControlEventJson.isRemovable(event.kind())) {
      return false;
    }
    var read = ControlEventJson.read(event.kind(), RecordedEvent.of(event).data());
    return (read instanceof SignalSet(var key, _) && key.about().equals(subject))
        || (read instanceof LabelsCarried carried && carried.subject().equals(subject));
  }
}
