package io.legate.revoke;

import io.legate.boundary.Removal;
import io.legate.caller.Caller;
import io.legate.caller.Spending;
import io.legate.control.ControlState;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.RequestId;
import io.legate.identity.TaskId;
import io.legate.ledger.Turn;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Operation;
import io.legate.stream.Tasks;
import io.legate.task.Hop;
import io.legate.task.Liveness;
import io.legate.task.Memory;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEvent.ApprovalSpent;
import io.legate.task.TaskEvent.BreakerTripped;
import io.legate.task.TaskEvent.Contained;
import io.legate.task.TaskEvent.Ended;
import io.legate.task.TaskEvent.Escalated;
import io.legate.task.TaskEvent.EscalationAnswered;
import io.legate.task.TaskEvent.ExchangeRefused;
import io.legate.task.TaskEvent.HopIssued;
import io.legate.task.TaskEvent.HopRevoked;
import io.legate.task.TaskEvent.InstanceIssued;
import io.legate.task.TaskEvent.Opened;
import io.legate.task.TaskEvent.Resumed;
import io.legate.task.TaskEvent.Settled;
import io.legate.task.TaskEvent.Suspended;
import io.legate.task.TaskState;
import io.legate.task.TaskStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ends, halts, resumes and narrows tasks and hops.
public final class TaskSteering {

  /// The longest reason, in characters.
  public static final int REASON_CHARS_MAX = 512;

  /// The most removals that one hop carries.
  public static final int REMOVALS_PER_HOP_MAX = 1_024;

  /// The most removals in one call.
  public static final int REMOVALS_MAX = 64;

  private final Tasks tasks;

  public TaskSteering(Tasks tasks) {
    this.tasks = tasks;
  }

  /// What is to be steered, by whom, and why.
  ///
  /// @param hop null for the whole task
  public record Order(
      Caller caller, RequestId request, TaskId task, @Nullable HopId hop, String reason) {}

  /// What was done.
  ///
  /// @param seq the event that did it
  /// @param hopsEnded of an ending: how many live hops are not live any more; asked again it is the
  ///   same number
  public record Done(long seq, int hopsEnded) {}

  /// Completes a task. Only its opener may.
  public Done complete(Order order) throws RefusedException {
    if (order.hop != null) {
      throw new RefusedException(Code.INVALID_REQUEST, "a task is completed whole");
    }
    return steer(
        order,
        What.removing("end"),
        (turn, standing) -> {
          if (standing.operator()) {
            throw new RefusedException(
                Code.UNAUTHORIZED_CLIENT, "only its opener completes a task; operators revoke it");
          }
          return new Ended(
              TaskStatus.COMPLETED, order.caller.id(), order.reason, live(turn, standing.target()));
        });
  }

  /// Revokes a task, or a hop and what is below it.
  public Done revoke(Order order) throws RefusedException {
    boolean whole = order.hop == null;
    return steer(
        order,
        What.removing(whole ? "end" : "revoke"),
        (turn, standing) -> {
          Hop target = standing.target();
          int ended = live(turn, target);
          return whole || target.parent() == null
              ? new Ended(TaskStatus.REVOKED, order.caller.id(), order.reason, ended)
              : new HopRevoked(
                  target.id(), standing.own().id(), order.caller.id(), order.reason, ended);
        });
  }

  /// Halts a task, or a hop and what is below it.
  public Done suspend(Order order) throws RefusedException {
    return steer(
        order,
        What.removing("suspend"),
        (turn, standing) -> new Suspended(standing.target().id(), order.caller.id(), order.reason));
  }

  /// Lifts the caller's own suspension, or for an operator everybody's, and the bars that its
  /// revocations left on `lifted`.
  public Done resume(Order order, List<ClientId> lifted) throws RefusedException {
    return steer(
        order,
        new What("resume", TaskState.lifting(lifted), false),
        (turn, standing) -> {
          Hop target = standing.target();
          boolean suspended =
              standing.operator()
                  ? !target.suspendedBy().isEmpty() || turn.state().breakers().stopsAt(target)
                  : target.suspendedBy().contains(order.caller.id());
          if (!suspended && lifted.isEmpty()) {
            throw new RefusedException(
                Code.ACCESS_DENIED, "only whoever suspended, or an operator, may resume");
          }
          return new Resumed(
              target.id(),
              order.caller.id(),
              standing.operator(),
              lifted,
              standing.own().id(),
              order.reason);
        });
  }

  /// Removes permissions from a task, or from a hop and what is below it.
  public Done contain(Order order, List<Removal> removals) throws RefusedException {
    if (removals.isEmpty() || removals.size() > REMOVALS_MAX) {
      throw new RefusedException(
          Code.INVALID_REQUEST, "there must be 1 to " + REMOVALS_MAX + " `removals`");
    }
    return steer(
        order,
        new What("contain", TaskState.digest(removals), true),
        (turn, standing) -> {
          if (standing.target().removals().size() + removals.size() > REMOVALS_PER_HOP_MAX) {
            throw new RefusedException(
                Code.TOO_MANY_REQUESTS, "the hop has too many removals; revoke it instead");
          }
          return new Contained(standing.target().id(), removals, order.caller.id(), order.reason);
        });
  }

  /// What kind of order it is.
  ///
  /// @param digest of what it says, by which another order under the same id is told
  /// @param removes whether it only takes authority away. It is carried out also where the task can
  ///   remember no more: nobody may keep others from stopping a task by keeping it busy. Carried
  ///   out twice it does no more than once
  private record What(String method, String digest, boolean removes) {
    static What removing(String method) {
      return new What(method, method, true);
    }
  }

  /// Makes the event that carries out an order.
  private interface Steering {
    TaskEvent event(Turn<TaskState, ControlState> turn, Standing standing) throws RefusedException;
  }

  private Done steer(Order order, What what, Steering steering) throws RefusedException {
    if (order.reason.length() > REASON_CHARS_MAX) {
      throw new RefusedException(Code.INVALID_REQUEST, "`reason` is too long");
    }
    order.caller.require(
        order.caller.client().kind() == io.legate.identity.ClientKind.OPERATOR ? "admin" : "task");
    Decided decided =
        tasks.decideFirst(
            order.task,
            key -> Spending.refusal(key, order.caller),
            turn -> decide(turn, order, what, steering));
    TaskEvent event = decided.event;
    return new Done(
        decided.seq, ended(event == null ? tasks.event(order.task, decided.seq) : event));
  }

  /// What an order came to.
  ///
  /// @param event null where it was carried out before
  private record Decided(long seq, @Nullable TaskEvent event) {}

  private Decided decide(
      Turn<TaskState, ControlState> turn, Order order, What what, Steering steering)
      throws RefusedException {
    requireInForce(turn, order.caller);
    TaskState before = turn.state();
    Standing standing = Standing.of(before, order.caller, order.hop);
    String scope = order.task + "/" + standing.target().id();
    Operation operation = Operation.of(order.caller.id(), what.method, scope, order.request);
    Memory.Operation earlier =
        what.removes
            ? tasks.remembered(turn, operation, what.digest)
            : tasks.earlier(turn, operation, what.digest);
    if (earlier != null) {
      return new Decided(earlier.seq(), null);
    }
    if (before.status() != TaskStatus.OPEN) {
      throw new RefusedException(Code.TASK_CLOSED, "the task has ended");
    }
    long seq = turn.nextSeq();
    TaskEvent event = steering.event(turn, standing);
    Tasks.append(
        turn, event, tasks.hasRoom(turn, operation) ? operation : null, order.caller.once());
    return new Decided(seq, event);
  }

  private static int ended(TaskEvent event) {
    return switch (event) {
      case Ended end -> end.ended();
      case HopRevoked revoked -> revoked.ended();
      case Opened _,
          HopIssued _,
          InstanceIssued _,
          ExchangeRefused _,
          TaskEvent.Decided _,
          Settled _,
          Contained _,
          Suspended _,
          Resumed _,
          BreakerTripped _,
          Escalated _,
          EscalationAnswered _,
          ApprovalSpent _ ->
          0;
    };
  }

  /// Returns how many hops are live of `top` and those below it.
  private static int live(Turn<TaskState, ControlState> turn, Hop top) {
    TaskState state = turn.state();
    int live = 0;
    for (HopId hop : state.hops().keySet()) {
      if (state.isWithin(hop, top.id())
          && Liveness.faults(state, turn.control().state(), hop, turn.at()).isEmpty()) {
        live++;
      }
    }
    return live;
  }

  private static void requireInForce(Turn<TaskState, ControlState> turn, Caller caller)
      throws RefusedException {
    if (!caller.stands(turn.control().state())) {
      throw new RefusedException(Code.INVALID_TOKEN, "client or key was revoked");
    }
  }
}
