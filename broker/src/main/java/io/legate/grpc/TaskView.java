package io.legate.grpc;

import io.legate.caller.Caller;
import io.legate.control.ControlState;
import io.legate.edge.EdgeServices;
import io.legate.identity.ClientKind;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Jcs;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.task.Hop;
import io.legate.task.Liveness;
import io.legate.task.Liveness.Fault;
import io.legate.task.TaskState;
import io.legate.v1.HopStatus;
import io.legate.v1.Task;
import io.legate.v1.TaskStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// A task as a caller may see it: the opener and operators all of it, a holder its own hops and
/// what is below them, anyone else nothing.
final class TaskView {

  private final EdgeServices services;

  TaskView(EdgeServices services) {
    this.services = services;
  }

  /// Returns the task.
  ///
  /// @throws RefusedException with [Code#NOT_FOUND] for whoever has no part in it, as for a task
  ///   that does not exist
  Task of(Caller caller, TaskId id) throws RefusedException {
    boolean operator = caller.client().kind() == ClientKind.OPERATOR;
    caller.require(operator ? "admin" : "task");
    TaskState state = services.use().tasks().read(id);
    List<Hop> seen =
        state.hops().values().stream()
            .filter(hop -> operator || isSeen(state, hop, caller))
            .sorted(Comparator.comparingInt(Hop::depth).thenComparing(Hop::id))
            .toList();
    if (state.header() == null || seen.isEmpty()) {
      throw new RefusedException(Code.NOT_FOUND, "there is no such task or hop of the caller's");
    }
    var control = services.use().control().get();
    Instant now = services.door().clock().instant();
    var header = state.requireHeader();
    Hop root = root(state);
    var task =
        Task.newBuilder()
            .setTaskId(id.toString())
            .setStatus(status(state, root, now))
            .setSubject(header.subject())
            .setPurpose(header.purpose())
            .setOpener(header.opener().value())
            .setOpenedAt(Times.timestamp(root.issuedAt()))
            .setExpiresAt(Times.timestamp(header.expiresAt()))
            .setAuthorityHash(root.boundary().hash())
            .setMaxDepth(root.depthMax());
    seen.forEach(hop -> task.addHops(hop(state, control, hop, now)));
    return task.build();
  }

  /// The opener holds the root, so that what is below its hop is everything.
  private static boolean isSeen(TaskState state, Hop hop, Caller caller) {
    return state.chain(hop.id()).stream().anyMatch(each -> each.client().equals(caller.id()));
  }

  private static Hop root(TaskState state) {
    HopId root = Objects.requireNonNull(state.root(), "a task that has begun has a root");
    return Objects.requireNonNull(state.hops().get(root), "the root is a hop");
  }

  private static TaskStatus status(TaskState state, Hop root, Instant now) {
    return switch (state.status()) {
      case NONE -> TaskStatus.TASK_STATUS_UNSPECIFIED;
      case COMPLETED -> TaskStatus.TASK_STATUS_COMPLETED;
      case REVOKED -> TaskStatus.TASK_STATUS_REVOKED;
      case OPEN -> {
        if (!now.isBefore(state.requireHeader().expiresAt())) {
          yield TaskStatus.TASK_STATUS_EXPIRED;
        }
        yield root.suspendedBy().isEmpty() && !state.breakers().suspends(root.client())
            ? TaskStatus.TASK_STATUS_OPEN
            : TaskStatus.TASK_STATUS_SUSPENDED;
      }
    };
  }

  private static io.legate.v1.Hop hop(TaskState state, ControlState control, Hop hop, Instant now) {
    return io.legate.v1.Hop.newBuilder()
        .setHopId(hop.id().toString())
        .setParentHopId(hop.parent() == null ? "" : hop.parent().toString())
        .setDepth(hop.depth())
        .setClientId(hop.client().value())
        .setJkt(hop.key().thumbprint().value())
        .setExpiresAt(Times.timestamp(hop.endsAt()))
        .setStatus(status(Liveness.faults(state, control, hop.id(), now)))
        .setAuthorizationDetails(Jcs.text(hop.boundary().toJson()))
        .build();
  }

  /// What lasts outweighs what may pass.
  static HopStatus status(List<Fault> faults) {
    var worst = HopStatus.HOP_STATUS_LIVE;
    for (Fault fault : faults) {
      HopStatus status = status(fault);
      if (weight(status) > weight(worst)) {
        worst = status;
      }
    }
    return worst;
  }

  private static HopStatus status(Fault fault) {
    return switch (fault) {
      case TASK_COMPLETED, TASK_REVOKED, HOP_REVOKED -> HopStatus.HOP_STATUS_REVOKED;
      case TASK_EXPIRED, HOP_ENDED -> HopStatus.HOP_STATUS_EXPIRED;
      case TASK_SUSPENDED, HOP_SUSPENDED, BREAKER_TRIPPED, HOLDER_NOT_IN_FORCE ->
          HopStatus.HOP_STATUS_SUSPENDED;
      case HOP_UNCONFIRMED -> HopStatus.HOP_STATUS_UNCONFIRMED;
      case TASK_UNKNOWN, HOP_UNKNOWN -> HopStatus.HOP_STATUS_UNSPECIFIED;
    };
  }

  private static int weight(HopStatus status) {
    return switch (status) {
      case HOP_STATUS_LIVE -> 0;
      case HOP_STATUS_UNCONFIRMED -> 1;
      case HOP_STATUS_SUSPENDED -> 2;
      case HOP_STATUS_EXPIRED -> 3;
      case HOP_STATUS_REVOKED -> 4;
      case HOP_STATUS_UNSPECIFIED, UNRECOGNIZED -> 5;
    };
  }
}
