package io.legate.retention;

import io.legate.authorize.TasklessAuthorization;
import io.legate.caller.LoneAssertions;
import io.legate.control.ControlState;
import io.legate.control.Keeping;
import io.legate.exchange.ApiTokens;
import io.legate.ledger.Bodies;
import io.legate.ledger.Bodies.Oldest;
import io.legate.ledger.Bodies.Rest;
import io.legate.ledger.Journals;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.RemovedBodies.Cause;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.task.EventKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Removes the bodies of what has been kept for as long as policy says, the oldest first.
///
/// Tasks go whole, and only once they have ended; what is under a legal hold stays. Control stays,
/// because its state is folded from it, and so do the records of what was removed. One node does it
/// at a time, a few tasks at once, and rests longer than it works. Whatever ends in between is gone
/// on with next time.
public final class Retention implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofHours(1);
  private static final int STREAMS = 32;
  private static final int REST_FACTOR = 4;
  private static final long REST_NANOS_MIN = 20_000_000;

  /// Streams stand in the order of their ids, which follow from requests' own times.
  private static final Duration DISORDER_MAX = Duration.ofHours(2);

  private final Journals<ControlState> journals;
  private final Clock clock;
  private final Thread thread = Thread.ofVirtual().name("retention").unstarted(this::run);
  private Consumer<Exception> onFailure = _ -> {};
  private volatile boolean closed;

  public Retention(Journals<ControlState> journals, Clock clock) {
    this.journals = journals;
    this.clock = clock;
  }

  /// Who is told what went wrong, each time.
  public void onFailure(Consumer<Exception> told) {
    onFailure = told;
  }

  /// Starts it, once: a sweep now and then.
  public void start() {
    thread.start();
  }

  private void run() {
    while (!closed) {
      try {
        var _ = sweep();
      } catch (LedgerUnavailableException | RuntimeException e) {
        onFailure.accept(e);
      }
      LockSupport.parkNanos(PERIOD.toNanos());
    }
  }

  /// Removes everything that is due now, unless another node is at it.
  ///
  /// @return how many records have lost their bodies
  /// @throws LedgerUnavailableException if the ledger does not answer; what was removed is on
  ///   record
  public long sweep() throws LedgerUnavailableException {
    long removed = 0;
    StreamId after = null;
    while (!closed) {
      long began = System.nanoTime();
      Page page;
      try (Bodies.Alone alone = journals.bodies().tryAlone()) {
        if (alone == null) {
          return removed;
        }
        page = page(after);
      }
      removed += page.removed;
      after = page.last;
      if (after == null) {
        return removed;
      }
      long took = System.nanoTime() - began;
      LockSupport.parkNanos(Math.max(REST_NANOS_MIN, REST_FACTOR * took));
    }
    return removed;
  }

  /// What became of a few streams.
  ///
  /// @param last the stream to go on after; null where there is no more to do now
  private record Page(long removed, @Nullable StreamId last) {}

  private Page page(@Nullable StreamId after) throws LedgerUnavailableException {
    Instant now = clock.instant();
    var state = journals.control().current().state();
    Periods periods = Periods.of(state.policy());
    Instant youngest = now.minus(periods.shortest()).plus(DISORDER_MAX);
    var held = new ArrayList<Held>();
    var removal =
        new Removal(
            journals.bodies(),
            journals.notes(),
            new Removal.Terms(
                Cause.RETENTION, null, List.of(), control -> requireFree(control, held)));
    List<Oldest> oldest = journals.bodies().oldest(after, STREAMS);
    boolean young = false;
    try {
      for (Oldest each : oldest) {
        young |= each.at().isAfter(youngest);
        Held due = due(each, periods, now);
        if (due != null && due.isFree(state.keeping())) {
          held.add(due);
          removal.add(each.stream(), _ -> true);
        }
      }
      removal.flush();
    } catch (RefusedException e) {
      // A hold came first. What is free of it is found again next time.
      return new Page(removal.removed(), null);
    } catch (OnceTakenException e) {
      throw new IllegalStateException("a statement of removal claims no key", e);
    }
    boolean more = oldest.size() == STREAMS && !young;
    return new Page(removal.removed(), more ? oldest.getLast().stream() : null);
  }

  private static void requireFree(ControlState now, List<Held> going) throws RefusedException {
    for (Held each : going) {
      if (!each.isFree(now.keeping())) {
        throw new RefusedException(Code.ON_HOLD, "a hold was set meanwhile");
      }
    }
  }

  /// What is due, and what a hold on it would name.
  ///
  /// @param task null for what was asked outside of any task
  /// @param subject null where it is about none
  private record Held(Trace.@Nullable Task task, @Nullable String subject) {
    boolean isFree(Keeping keeping) {
      if (keeping.holds().isEmpty() || subject == null) {
        return true;
      }
      return task == null
          ? keeping.hold(subject) == null
          : keeping.hold(task.id(), subject) == null;
    }
  }

  /// Returns null for what is not due.
  private @Nullable Held due(Oldest each, Periods periods, Instant now)
      throws LedgerUnavailableException {
    if (each.kind() == EventKind.OPENED.number()) {
      return dueTask(each.stream(), periods, now);
    }
    boolean alone =
        each.kind() == ApiTokens.ISSUED
            || each.kind() == LoneAssertions.SPENT
            || each.kind() == TasklessAuthorization.DECIDED;
    return alone && each.at().plus(periods.questions()).isBefore(now)
        ? new Held(null, subject(each))
        : null;
  }

  private @Nullable String subject(Oldest each) throws LedgerUnavailableException {
    StoredEvent event = journals.event(each.stream(), 1);
    return event == null || event.body() == null
        ? null
        : RecordedEvent.of(event).data().string("subject");
  }

  private @Nullable Held dueTask(StreamId stream, Periods periods, Instant now)
      throws LedgerUnavailableException {
    Trace.Task task = Trace.task(journals, stream);
    if (task == null) {
      return null;
    }
    Instant end = task.header().expiresAt();
    boolean asked = false;
    for (Rest record : journals.bodies().records(stream)) {
      if (record.kind() == EventKind.ENDED.number() && record.at().isBefore(end)) {
        end = record.at();
      }
      asked |= record.kind() == EventKind.ESCALATED.number();
    }
    Duration kept = asked ? periods.approvals() : periods.tasks();
    return end.plus(kept).isBefore(now) ? new Held(task, task.header().subject()) : null;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    if (thread.getState() != Thread.State.NEW) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
