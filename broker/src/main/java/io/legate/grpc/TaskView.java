package io.legate.grpc;

import io.legate.boundary.Limit;
import io.legate.caller.Caller;
import io.legate.control.ControlState;
import io.legate.edge.EdgeServices;
import io.legate.edge.Parameters;
import io.legate.identity.ClientKind;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Jcs;
import io.legate.limits.Outcome.Left;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.task.Hop;
import io.legate.task.Liveness;
import io.legate.task.Liveness.Fault;
import io.legate.task.TaskState;
import io.legate.v1.HopStatus;
import io.legate.v1.LimitLeft;
import io.legate.v1.Task;
import io.legate.v1.TaskStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// A task as a caller may see it: the opener and operators all of it, a holder its own hops and
/// what is below them, anyone else nothing. What is left of limits, a holder sees of its own hops.
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
    var known = services.use().tasks().known(id);
    TaskState state = known.state();
    List<Hop> seen =
        state.hops().values().stream()
            .filter(hop -> operator || isSeen(state, hop, caller))
            .sorted(Comparator.comparingInt(Hop::depth).thenComparing(Hop::id))
            .toList();
    if (state.header() == null || seen.isEmpty()) {
      throw Parameters.noSuchTask();
    }
    var header = state.requireHeader();
    boolean all = operator || header.opener().equals(caller.id());
    var look = new Look(state, services.use().control().get(), services.door().clock().instant());
    Hop root = root(state);
    var task =
        Task.newBuilder()
            .setTaskId(id.toString())
            .setStatus(look.status(root))
            .setSubject(header.subject())
            .setPurpose(header.purpose())
            .setOpener(header.opener().value())
            .setOpenedAt(Times.timestamp(root.issuedAt()))
            .setExpiresAt(Times.timestamp(header.expiresAt()))
            .setAuthorityHash(root.boundary().hash())
            .setMaxDepth(root.depthMax())
            .setSeq(known.seq());
    for (Hop hop : seen) {
      task.addHops(look.hop(hop, all || hop.client().equals(caller.id())));
    }
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

  /// One look at a task, at one moment.
  private record Look(TaskState state, ControlState control, Instant now) {

    TaskStatus status(Hop root) {
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

    io.legate.v1.Hop hop(Hop hop, boolean withLimits) {
      var message =
          io.legate.v1.Hop.newBuilder()
              .setHopId(hop.id().toString())
              .setParentHopId(hop.parent() == null ? "" : hop.parent().toString())
              .setDepth(hop.depth())
              .setClientId(hop.client().value())
              .setJkt(hop.key().thumbprint().value())
              .setExpiresAt(Times.timestamp(hop.endsAt()))
              .setStatus(TaskView.status(Liveness.faults(state, control, hop.id(), now)))
              .setAuthorizationDetails(Jcs.text(hop.boundary().toJson()));
      if (withLimits) {
        left(hop).forEach(left -> message.addLimits(message(left)));
      }
      return message.build();
    }

    /// Limits of one name are one limit, whichever permissions repeat it.
    private List<Left> left(Hop hop) {
      List<Limit> limits =
          hop.boundary().permissions().stream()
              .flatMap(permission -> permission.limits().stream())
              .distinct()
              .toList();
      return state.charges().counters().left(hop.id(), limits, now);
    }

    private static LimitLeft message(Left left) {
      String by = left.key().by();
      return LimitLeft.newBuilder()
          .setName(left.key().limit())
          .setLeft(left.left().toPlainString())
          .setBy(by == null ? "" : by)
          .build();
    }
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
      case TASK_COMPLETED, TASK_REVOKED, HOP_REVOKED, HOLDER_REVOKED ->
          HopStatus.HOP_STATUS_REVOKED;
      case TASK_EXPIRED, HOP_ENDED -> HopStatus.HOP_STATUS_EXPIRED;
      case TASK_SUSPENDED, HOP_SUSPENDED, BREAKER_TRIPPED, HOLDER_SUSPENDED ->
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
