package io.legate.retention;

import io.legate.caller.Caller;
import io.legate.caller.Spending;
import io.legate.control.ControlEvent.SubjectErased;
import io.legate.control.ControlEventJson;
import io.legate.control.ControlState;
import io.legate.control.SubjectKey;
import io.legate.identity.ClientId;
import io.legate.identity.Clients;
import io.legate.identity.TaskId;
import io.legate.ledger.Bodies;
import io.legate.ledger.Journals;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.RemovedBodies.Cause;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.ledger.Turn;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.ControlOperations;
import io.legate.stream.Drafts;
import io.legate.stream.Operation;
import io.legate.task.EventKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Erases what is on record of one subject. Operators only.
///
/// The bodies of its tasks' records go, with what is kept beside them; so do those of what was
/// asked about it outside of any task, and of what control knows of it alone. What is left is which
/// records there were, when, and their hashes. That the subject was erased is a control event,
/// which names it by a mark that only the request's id leads to.
///
/// Answered once nothing of it is to be read any more. An erasure that ends in between is gone on
/// with by the same request. This does NOT look into tasks of others for the subject's name, which
/// it counts, nor into policy bundles, lists and reasons, nor into copies of the ledger.
public final class Erasure {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = 20_000_000;
  private static final int SUBJECT_CHARS_MAX = 512;
  private static final int NAMED_MAX = 5;
  private static final int ANSWERS_MAX = 64;

  private final Journals<ControlState> journals;
  private final Clients clients;
  private final Clock clock;

  /// What was answered lately: whoever lost an answer need not have everything looked through
  /// again.
  private final Map<String, Erased> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Erased> eldest) {
          return size() > ANSWERS_MAX;
        }
      };

  public Erasure(Journals<ControlState> journals, Clients clients, Clock clock) {
    this.journals = journals;
    this.clients = clients;
    this.clock = clock;
  }

  /// What came of it.
  ///
  /// @param controlSeq number of the event that says so
  /// @param tasks whose records have lost their bodies
  /// @param records that have
  /// @param elsewhere how many records that stay hold the subject's name
  /// @param clean whether nothing is left in the ledger's own files either
  public record Erased(long controlSeq, long tasks, long records, long elsewhere, boolean clean) {}

  /// Erases a subject's data.
  ///
  /// @param subject as records name it, such as `user:corp:alice`
  /// @param task the only one of its tasks that is meant; null for all that there is
  /// @throws RefusedException with [Code#STILL_RUNNING] while a task of it has not ended, and
  ///   [Code#ON_HOLD] while one is held; then nothing is removed
  public Erased erase(Order order, String subject, @Nullable TaskId task) throws RefusedException {
    order.require();
    requireForm(order, subject);
    String scope = task == null ? "control" : task.toString();
    var operation = Operation.of(order.caller().id(), "erase_subject", scope, order.request());
    var run = new Run(order, subject, task, operation);
    Erased known = answer(run.asked());
    if (known != null) {
      return known;
    }
    try (Bodies.Alone _ = alone()) {
      Erased erased = run.run();
      synchronized (answers) {
        answers.put(run.asked(), erased);
      }
      return erased;
    } catch (OnceTakenException e) {
      throw Spending.refusal(e.key(), order.caller());
    } catch (LedgerUnavailableException e) {
      throw new RefusedException(
          Code.TEMPORARILY_UNAVAILABLE,
          "not all of it is erased yet; ask again with the same id to go on");
    }
  }

  private @Nullable Erased answer(String asked) {
    synchronized (answers) {
      return answers.get(asked);
    }
  }

  private void requireForm(Order order, String subject) throws RefusedException {
    if (subject.isBlank() || subject.length() > SUBJECT_CHARS_MAX) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`subject` must have 1 to " + SUBJECT_CHARS_MAX + " characters");
    }
    if (order.reason().contains(subject)) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`reason` stays on record, and must not name the subject");
    }
    if (ClientId.isWellFormed(subject) && clients.find(new ClientId(subject)) != null) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "`subject` is a registered client, whose name stays on record");
    }
  }

  private Bodies.Alone alone() throws LedgerUnavailableException, RefusedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Bodies.Alone given = journals.bodies().tryAlone();
    while (given == null && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_NANOS);
      given = journals.bodies().tryAlone();
    }
    if (given == null) {
      throw new RefusedException(
          Code.TEMPORARILY_UNAVAILABLE,
          "something else is being removed; ask again with the same id");
    }
    return given;
  }

  /// One erasure.
  private final class Run {
    private final Order order;
    private final String subject;
    private final @Nullable TaskId task;
    private final Operation operation;
    private final SubjectKey key;
    private final Removal removal;

    /// The tasks that are to be erased, once they are known.
    private List<Trace.Task> found = List.of();

    Run(Order order, String subject, @Nullable TaskId task, Operation operation) {
      this.order = order;
      this.subject = subject;
      this.task = task;
      this.operation = operation;
      this.key = SubjectKey.of(order.request());
      Caller caller = order.caller();
      var terms =
          new Removal.Terms(
              Cause.ERASURE, operation.bytes(), caller.once(), this::requirePermitted);
      this.removal = new Removal(journals.bodies(), journals.notes(), terms);
    }

    /// What is asked, by whom, under which id: what a retry has in common with it.
    String asked() {
      return operation.key() + " " + ControlEventJson.digest(event(Trace.NOTHING));
    }

    Erased run() throws RefusedException, LedgerUnavailableException, OnceTakenException {
      ControlState now = journals.control().current().state();
      requirePermitted(now);
      ControlState.Operation earlier = now.operations().get(operation.key(), clock.instant());
      if (earlier != null
          && !earlier.digest().equals(ControlEventJson.digest(event(Trace.NOTHING)))) {
        throw Operation.conflict();
      }
      Trace trace = trace(earlier != null);
      found = trace.tasks();
      requirePermitted(now);
      requireEnded(trace);
      for (Trace.Task each : trace.tasks()) {
        removal.add(each.stream(), _ -> true);
      }
      for (StreamId each : trace.alone()) {
        removal.add(each, _ -> true);
      }
      removal.flush();
      SubjectErased event = event(trace);
      long seq = conclude(event);
      removal.add(StreamId.CONTROL, record -> trace.control().contains(record.id().seq()));
      removal.flush();
      boolean clean = journals.bodies().scrub();
      SubjectErased recorded = recorded(seq, event);
      return new Erased(seq, recorded.tasks(), recorded.records(), recorded.elsewhere(), clean);
    }

    private Trace trace(boolean again) throws LedgerUnavailableException, RefusedException {
      if (task == null) {
        return Trace.of(subject, journals);
      }
      Trace one = Trace.of(task, subject, journals);
      if (one == null && !again) {
        throw new RefusedException(Code.NOT_FOUND, "there is no such task of this subject");
      }
      return one == null ? Trace.NOTHING : one;
    }

    /// Asked before anything is looked for, and again with everything that is recorded of it.
    private void requirePermitted(ControlState now) throws RefusedException {
      order.requireStanding(now);
      var keeping = now.keeping();
      Long hold = task == null ? keeping.hold(subject) : keeping.hold(task, subject);
      for (int i = 0; hold == null && i < found.size() && !keeping.holds().isEmpty(); i++) {
        hold = keeping.hold(found.get(i).id(), subject);
      }
      if (hold != null) {
        throw new RefusedException(
            Code.ON_HOLD, "it, or a part of it, is under hold " + hold + "; release that first");
      }
    }

    private void requireEnded(Trace trace) throws LedgerUnavailableException, RefusedException {
      Instant now = clock.instant();
      var running = new ArrayList<String>();
      for (Trace.Task each : trace.tasks()) {
        if (each.header().expiresAt().isAfter(now) && !hasEnded(each.stream())) {
          running.add("`" + each.id() + "`");
        }
      }
      if (!running.isEmpty()) {
        String named = String.join(", ", running.subList(0, Math.min(NAMED_MAX, running.size())));
        String more = running.size() > NAMED_MAX ? " and others" : "";
        throw new RefusedException(
            Code.STILL_RUNNING,
            "%s of its tasks have not ended: %s%s".formatted(running.size(), named, more));
      }
    }

    private boolean hasEnded(StreamId stream) throws LedgerUnavailableException {
      return journals.bodies().records(stream).stream()
          .anyMatch(record -> record.kind() == EventKind.ENDED.number());
    }

    private SubjectErased event(Trace trace) {
      return new SubjectErased(
          key.mark(subject),
          key,
          task,
          trace.tasks().size(),
          removal.removed(),
          trace.control(),
          trace.elsewhere(),
          order.caller().id(),
          order.reason());
    }

    /// From here on every node forgets what it knows.
    private long conclude(SubjectErased event)
        throws RefusedException, LedgerUnavailableException, OnceTakenException {
      return journals.control().<Long, RefusedException>decide(turn -> conclude(turn, event));
    }

    private long conclude(Turn<ControlState, ControlState> turn, SubjectErased event)
        throws RefusedException {
      requirePermitted(turn.state());
      var earlier = ControlOperations.earlier(turn, operation, ControlEventJson.digest(event));
      if (earlier != null) {
        return earlier.seq();
      }
      long seq = turn.nextSeq();
      var op = ControlOperations.hasRoom(turn) ? operation : null;
      turn.append(Drafts.of(event, op, removal.unspent(), journals.isShared() ? key : null));
      return seq;
    }

    /// What the event says that answered the request first.
    private SubjectErased recorded(long seq, SubjectErased made) throws LedgerUnavailableException {
      StoredEvent stored = journals.event(StreamId.CONTROL, seq);
      return stored != null
              && ControlEventJson.read(stored.kind(), RecordedEvent.of(stored).data())
                  instanceof SubjectErased first
          ? first
          : made;
    }
  }
}
