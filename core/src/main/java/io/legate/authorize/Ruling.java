package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.boundary.Boundary;
import io.legate.boundary.Permission;
import io.legate.boundary.Removal;
import io.legate.control.ControlState;
import io.legate.policy.Policy;
import io.legate.task.Charges;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.Liveness;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The decision: a pure function of state, control, policy, question and time.
///
/// Deny overrides rate limit, rate limit overrides allow, and no permission at all is a denial. An
/// action is decided along one path to the root at a time, in the order of the holder's boundary;
/// the first path that allows is charged and no other. Conditions and approvals need a policy
/// bundle to evaluate; without one a permission that has any is a denial.
public final class Ruling {

  private final Policy policy;

  public Ruling(Policy policy) {
    this.policy = policy;
  }

  /// Decides.
  ///
  /// It does NOT verify the agent's token or proof, nor whether the proof was spent.
  public Verdict rule(TaskState state, ControlState control, Question question, Instant at) {
    var chain = state.chain(question.instance().hop());
    var standing = standing(state, control, chain, question, at);
    if (!standing.isEmpty()) {
      return new Verdict.Deny(standing);
    }
    return alongPaths(state, chain, question, at);
  }

  /// The checks that hold whichever permission the action is under.
  private List<Reason> standing(
      TaskState state, ControlState control, List<Hop> chain, Question question, Instant at) {
    var found = new ArrayList<Reason>();
    ActionRequest action = question.action();
    for (var fault : Liveness.faults(state, control, question.instance().hop(), at)) {
      found.add(Reason.of(Check.SESSION, fault.code(), fault.sentence()));
    }
    if (chain.isEmpty()) {
      return found;
    }
    if (state.escalatesEverything()) {
      found.add(
          Reason.of(
              Check.APPROVAL,
              "everything_escalates",
              "a circuit breaker has put everything in the task under a person's approval"));
    }
    addEntitlement(chain, action, at, found);
    Boundary subject = state.requireHeader().subjectBoundary();
    if (subject != null && !admits(subject, action, at)) {
      found.add(
          Reason.of(
              Check.SUBJECT,
              "subject_did_not_delegate",
              "the subject did not delegate this action"));
    }
    addRemovals(chain, action, found);
    return found;
  }

  private void addEntitlement(
      List<Hop> chain, ActionRequest action, Instant at, List<Reason> found) {
    Hop holder = chain.getFirst();
    if (!admits(policy.mayAct(holder.client()), action, at)) {
      found.add(
          Reason.of(
              Check.ENTITLEMENT,
              "holder_not_entitled",
              "policy does not entitle `" + holder.client() + "` to this action"));
    }
    for (Hop ancestor : chain.subList(1, chain.size())) {
      if (!admits(policy.mayDelegate(ancestor.client()), action, at)) {
        found.add(
            Reason.of(
                Check.ENTITLEMENT,
                "ancestor_not_entitled",
                "policy does not let an agent above pass this action on"));
      }
    }
  }

  /// An entitlement that carries conditions, an approval or labels to refuse under is not met by
  /// the comparison alone, and nothing here evaluates them.
  private static boolean admits(Boundary ceiling, ActionRequest action, Instant at) {
    return ceiling.permissions().stream()
        .anyMatch(permission -> permission.admits(action, at) && isPlain(permission));
  }

  private static boolean isPlain(Permission permission) {
    return permission.conditions().isEmpty()
        && permission.approval() == null
        && permission.limits().isEmpty()
        && permission.labels().refuses().isEmpty()
        && permission.labels().escalates().isEmpty();
  }

  private static void addRemovals(List<Hop> chain, ActionRequest action, List<Reason> found) {
    for (int i = 0; i < chain.size(); i++) {
      for (Removal removal : chain.get(i).removals()) {
        if (removal.matches(action)) {
          found.add(
              Reason.of(
                  i == 0 ? Check.HOP_BOUNDARY : Check.TASK_BOUNDARY,
                  "permission_removed",
                  "the permission for this action was removed from the task"));
        }
      }
    }
  }

  private Verdict alongPaths(TaskState state, List<Hop> chain, Question question, Instant at) {
    if (state.charges().open().size() >= Charges.OPEN_MAX) {
      var reason =
          Reason.of(Check.LIMIT, "too_many_unsettled", "too many decisions wait to be settled");
      return new Verdict.RateLimited(List.of(reason), null);
    }
    Instance instance = question.instance();
    Boundary held = instance.narrowed() == null ? chain.getFirst().boundary() : instance.narrowed();
    Verdict best = null;
    for (int i = 0; i < held.permissions().size(); i++) {
      Path path = Path.of(chain, instance, i);
      Verdict verdict = path.rule(state, question, at);
      if (verdict instanceof Verdict.Allow) {
        return verdict;
      }
      best = better(best, verdict);
    }
    return best == null
        ? new Verdict.Deny(
            List.of(Reason.of(Check.HOP_BOUNDARY, "no_permission", "the hop may do nothing")))
        : best;
  }

  /// Of the paths that do not allow, the caller hears of the nearest: one that only has to wait,
  /// else the one with the fewest reasons against it.
  private static Verdict better(
      @org.jspecify.annotations.Nullable Verdict best, Verdict candidate) {
    if (best == null || best instanceof Verdict.Allow) {
      return candidate;
    }
    return distance(candidate) < distance(best) ? candidate : best;
  }

  private static int distance(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow _ -> -2;
      case Verdict.RateLimited _ -> -1;
      case Verdict.Deny(var reasons) -> Path.distance(reasons);
    };
  }
}
