package io.legate.revoke;

import io.legate.caller.Caller;
import io.legate.identity.ClientKind;
import io.legate.identity.HopId;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.task.Hop;
import io.legate.task.TaskState;
import org.jspecify.annotations.Nullable;

/// What a caller has to do with a hop, and so what it may do to it.
///
/// The opener manages its whole task, a holder its own hop and what is below it, an operator
/// everything. To anyone else a task does not exist.
///
/// @param target the hop that is meant; the root for the whole task
/// @param own the caller's hop that gives it the right: the nearest at or above the target; the
///   root for the opener and for operators
record Standing(Hop target, Hop own, boolean operator) {

  /// Returns the caller's standing towards a hop.
  ///
  /// @param hop null for the whole task, which only its opener and operators may mean
  /// @throws RefusedException with [Code#NOT_FOUND]
  static Standing of(TaskState state, Caller caller, @Nullable HopId hop) throws RefusedException {
    if (state.header() == null || state.root() == null) {
      throw notFound();
    }
    Hop target = state.hops().get(hop == null ? state.root() : hop);
    Hop root = state.hops().get(state.root());
    if (target == null || root == null) {
      throw notFound();
    }
    if (caller.client().kind() == ClientKind.OPERATOR && caller.scopes().contains("admin")) {
      return new Standing(target, root, true);
    }
    if (state.requireHeader().opener().equals(caller.id())) {
      return new Standing(target, root, false);
    }
    for (Hop each : state.chain(target.id())) {
      if (each.client().equals(caller.id()) && hop != null) {
        return new Standing(target, each, false);
      }
    }
    throw notFound();
  }

  private static RefusedException notFound() {
    return new RefusedException(Code.NOT_FOUND, "there is no such task or hop of the caller's");
  }
}
