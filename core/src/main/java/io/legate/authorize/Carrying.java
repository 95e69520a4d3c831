package io.legate.authorize;

import io.legate.carry.NotCarriedException;
import io.legate.control.CarriedLabels;
import io.legate.control.ControlEvent.LabelsCarried;
import io.legate.control.ControlState;
import io.legate.ledger.Turn;
import io.legate.policy.Policy;
import io.legate.task.TaskEvent.TaskHeader;
import io.legate.task.TaskState;
import java.util.List;

/// What stands between an ALLOW and its record: the labels that it adds are carried over first,
/// where policy says so.
final class Carrying {

  private Carrying() {}

  /// Returns what is to be recorded: the ruling, or where there is no room to carry its labels one
  /// that allows nothing. A dry run adds no label, and so waits for none.
  ///
  /// @throws NotCarriedException if labels have to be carried first
  static Ruled carried(
      Ruled ruled, Policy policy, Turn<TaskState, ControlState> turn, boolean dryRun) {
    if (!(ruled.verdict() instanceof Verdict.Allow allow)) {
      return ruled;
    }
    CarriedLabels known = turn.control().state().facts().carried();
    TaskHeader header = turn.state().requireHeader();
    LabelsCarried missing =
        policy
            .carryOver()
            .missing(known, header.opener(), header.subject(), allow.labels(), turn.at());
    if (missing == null) {
      return ruled;
    }
    if (!known.hasRoomFor(missing, turn.at())) {
      return new Ruled(full(missing), ruled.basis());
    }
    if (dryRun) {
      return ruled;
    }
    throw new NotCarriedException(missing, turn.at());
  }

  private static Verdict full(LabelsCarried missing) {
    var sentence =
        "the label `%s` must be carried over to other tasks, and as many are as there is room for"
            .formatted(missing.labels().getFirst());
    return new Verdict.RateLimited(
        List.of(Reason.of(Check.LIMIT, "too_many_carried", sentence)), null);
  }
}
