package io.legate.client.reliability;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.sqlite.SqliteLedger;
import io.legate.merkle.LeafIndex;
import io.legate.task.EventKind;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEvent.Decision;
import io.legate.task.TaskEventJson;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What stands in a ledger: each task's events, by sequence number.
///
/// @param tasks by id; a planted fault changes what is in it
record Recorded(Map<String, TreeMap<Long, Event>> tasks) {

  private static final int PAGE = 1_000;
  private static final long BYTES_MAX = 1L << 40;

  /// @param op the operation it answers, or null
  record Event(long seq, Instant at, @Nullable String op, TaskEvent what) {}

  /// Reads the ledger of a broker that is not running, after checking all its hashes.
  ///
  /// @throws LedgerUnavailableException also if a hash is not what it should be
  static Recorded read(Path data) throws LedgerUnavailableException {
    var tasks = new TreeMap<String, TreeMap<Long, Event>>();
    var others = new TreeSet<String>();
    try (var ledger = SqliteLedger.open(data, 1, Clock.systemUTC(), BYTES_MAX)) {
      var _ = ledger.verify();
      List<StoredEvent> page = List.of();
      long next = 0;
      do {
        page = ledger.log(new LeafIndex(next), PAGE);
        for (var stored : page) {
          add(stored, tasks, others);
        }
        next += page.size();
      } while (page.size() == PAGE);
    }
    return new Recorded(tasks);
  }

  /// A stream that does not begin with a task's opening is not a task's.
  private static void add(
      StoredEvent stored, Map<String, TreeMap<Long, Event>> tasks, TreeSet<String> others)
      throws LedgerUnavailableException {
    String stream = stored.stream().toString();
    boolean foreign = stored.seq() == 1 && stored.kind() != EventKind.OPENED.number();
    if (stored.stream().isControl() || foreign || others.contains(stream)) {
      others.add(stream);
      return;
    }
    var event = RecordedEvent.of(stored);
    var what = TaskEventJson.read(EventKind.of(event.kind()), event.data());
    tasks
        .computeIfAbsent(stream, _ -> new TreeMap<>())
        .put(event.seq(), new Event(event.seq(), event.at(), event.op(), what));
  }

  /// Returns a task's events in order; none if it is not there.
  Iterable<Event> of(String task) {
    var events = tasks.get(task);
    return events == null ? List.of() : events.values();
  }

  @Nullable Event event(String task, long seq) {
    var events = tasks.get(task);
    return events == null ? null : events.get(seq);
  }

  /// Returns the decision that a `decision_id` names, or null.
  @Nullable Decision decision(String decisionId) {
    int dot = decisionId.lastIndexOf('.');
    Event event = event(decisionId.substring(0, dot), seq(decisionId));
    return event != null && event.what instanceof Decided(var decision) ? decision : null;
  }

  static long seq(String decisionId) {
    return Long.parseLong(decisionId.substring(decisionId.lastIndexOf('.') + 1));
  }

  /// Plants an event in the place of another.
  void put(String task, long seq, @Nullable String op, TaskEvent what) {
    var events = Objects.requireNonNull(tasks.get(task));
    var at = Objects.requireNonNull(events.get(seq)).at;
    events.put(seq, new Event(seq, at, op, what));
  }

  /// Plants an event at the end of a task.
  void append(String task, @Nullable String op, TaskEvent what) {
    var events = Objects.requireNonNull(tasks.get(task));
    var last = events.lastEntry().getValue();
    events.put(last.seq + 1, new Event(last.seq + 1, last.at, op, what));
  }

  /// Returns an independent copy, to plant a fault in.
  Recorded copy() {
    var copy = new TreeMap<String, TreeMap<Long, Event>>();
    tasks.forEach((task, events) -> copy.put(task, new TreeMap<>(events)));
    return new Recorded(copy);
  }
}
