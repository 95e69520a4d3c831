package io.legate.answer;

import io.legate.approval.Ask;
import io.legate.approval.Escalation;
import io.legate.approval.EscalationId;
import io.legate.approval.EscalationStatus;
import io.legate.caller.Caller;
import io.legate.control.ControlState;
import io.legate.identity.TaskId;
import io.legate.ledger.EventPlace;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Logs;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.policy.Policies;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Tasks;
import io.legate.task.EventKind;
import io.legate.task.TaskEvent.Escalated;
import io.legate.task.TaskEventJson;
import io.legate.task.TaskState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Shows approvers what they may answer.
///
/// What was asked is found in the logs of all nodes, so that it is right after a restart and
/// whichever node is asked. Blocks; not for the path of a decision.
public final class EscalationQueries {

  /// The most that a page holds.
  public static final int PAGE_MAX = 200;

  /// The most asks that are looked at for one page, found or not.
  static final int LOOKED_AT_MAX = 2_000;

  private static final int READ_AT_ONCE = 100;

  private final Tasks tasks;
  private final Logs logs;
  private final Policies policies;
  private final Supplier<ControlState> control;
  private final Clock clock;

  public EscalationQueries(
      Tasks tasks, Logs logs, Policies policies, Supplier<ControlState> control, Clock clock) {
    this.tasks = tasks;
    this.logs = logs;
    this.policies = policies;
    this.control = control;
    this.clock = clock;
  }

  /// Some of what an approver may answer, the newest first.
  ///
  /// @param next where the next page begins; null if there is no more
  public record Page(List<EscalationView> escalations, @Nullable EventPlace next) {
    public Page {
      escalations = List.copyOf(escalations);
    }
  }

  /// Returns one escalation.
  ///
  /// @throws RefusedException with [Code#NOT_FOUND] if the caller may not answer it
  public EscalationView get(Caller caller, EscalationId id) throws RefusedException {
    Approvers.require(caller);
    return view(caller, id, tasks.read(id.task()));
  }

  /// Returns a page of escalations.
  ///
  /// @param status null for all; those that wait and can still be answered are pending
  /// @param before where the page begins; null for the newest
  /// @param size at most [#PAGE_MAX]
  public Page list(
      Caller caller, @Nullable EscalationStatus status, @Nullable EventPlace before, int size)
      throws RefusedException {
    Approvers.require(caller);
    var found = new ArrayList<EscalationView>();
    EventPlace at = before;
    for (int looked = 0; looked < LOOKED_AT_MAX; looked += READ_AT_ONCE) {
      List<StoredEvent> asks = read(at);
      for (StoredEvent ask : asks) {
        at = EventPlace.of(ask);
        EscalationView view = view(caller, ask);
        if (view != null && (status == null || is(view, status))) {
          found.add(view);
          if (found.size() == size) {
            return new Page(found, at);
          }
        }
      }
      if (asks.size() < READ_AT_ONCE) {
        return new Page(found, null);
      }
    }
    return new Page(found, at);
  }

  private static boolean is(EscalationView view, EscalationStatus status) {
    return view.escalation().status(view.at()) == status
        && (status != EscalationStatus.PENDING || view.live());
  }

  /// Returns null for what the caller may not answer, which most is.
  private @Nullable EscalationView view(Caller caller, StoredEvent stored) throws RefusedException {
    RecordedEvent event;
    if (stored.body() == null) {
      return null;
    }
    try {
      event = RecordedEvent.of(stored);
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
    if (!(TaskEventJson.read(EventKind.of(event.kind()), event.data())
        instanceof Escalated(var decision, var ask))) {
      throw new IllegalStateException("an event that is listed asks people");
    }
    if (!isOpenTo(ask, caller)) {
      return null;
    }
    var id = new EscalationId(new TaskId(event.stream().value()), decision);
    TaskState state = tasks.read(id.task());
    // One that is long over may have been forgotten by its task.
    return state.approvals().get(decision) == null ? null : view(caller, id, state);
  }

  private static boolean isOpenTo(Ask ask, Caller caller) {
    return Approvers.isOpenTo(ask, caller);
  }

  private EscalationView view(Caller caller, EscalationId id, TaskState state)
      throws RefusedException {
    Escalation escalation = Approvers.visible(state, id, caller);
    ControlState now = control.get();
    return Approvers.view(
        state, now, policies.inForce(now), id, escalation, caller, clock.instant());
  }

  private List<StoredEvent> read(@Nullable EventPlace before) throws RefusedException {
    try {
      return logs.listed(before, READ_AT_ONCE);
    } catch (LedgerUnavailableException e) {
      throw unavailable();
    }
  }

  private static RefusedException unavailable() {
    return new RefusedException(
        Code.TEMPORARILY_UNAVAILABLE, "the ledger did not answer; ask again");
  }
}
