package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.boundary.Permission;
import io.legate.boundary.Refusal;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.limits.Demand;
import io.legate.limits.Derivation;
import io.legate.limits.LimitInput;
import io.legate.limits.Outcome;
import io.legate.task.Hop;
import io.legate.task.Instance;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// One permission of the holder and the permission it stands under on each hop up to the root: the
/// holder's first, the root's last.
final class Path {

  /// A permission of one hop.
  ///
  /// @param index in the hop's boundary
  /// @param counted whether its limits are this hop's: those of a narrowed instance repeat the
  ///   hop's
  private record Step(Hop hop, int index, Permission permission, boolean counted) {}

  private final List<Step> steps;

  private Path(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /// Returns the path of the permission at `index` of what the instance carries.
  static Path of(List<Hop> chain, Instance instance, int index) {
    var steps = new ArrayList<Step>();
    Hop holder = chain.getFirst();
    int at = index;
    if (instance.narrowed() != null) {
      steps.add(new Step(holder, index, instance.narrowed().permissions().get(index), false));
      at = instance.parents().get(index);
    }
    for (Hop hop : chain) {
      steps.add(new Step(hop, at, hop.boundary().permissions().get(at), true));
      if (hop.parent() != null) {
        at = hop.parents().get(at);
      }
    }
    return new Path(steps);
  }

  /// Decides along this path.
  Verdict rule(TaskState state, Question question, Instant at) {
    ActionRequest action = question.action();
    var reasons = new ArrayList<Reason>();
    addBoundary(action, at, reasons);
    if (!reasons.isEmpty()) {
      return new Verdict.Deny(reasons);
    }
    addConditions(state, reasons);
    var demands = demands(question, reasons);
    if (!reasons.isEmpty()) {
      return new Verdict.Deny(reasons);
    }
    return switch (state.charges().counters().check(demands, at)) {
      case Outcome.Exhausted exhausted -> rateLimited(exhausted);
      case Outcome.Within within -> allow(within);
    };
  }

  /// How far reasons are from allowing: another action is further than another value.
  static int distance(List<Reason> reasons) {
    int distance = 0;
    for (Reason reason : reasons) {
      distance +=
          switch (reason.code()) {
            case "action_not_held" -> 100;
            case "location_not_held" -> 50;
            case "resource_not_held" -> 20;
            default -> 1;
          };
    }
    return distance;
  }

  private void addBoundary(ActionRequest action, Instant at, List<Reason> reasons) {
    Hop holder = steps.getFirst().hop;
    for (Step step : steps) {
      Check check = step.hop.equals(holder) ? Check.HOP_BOUNDARY : Check.TASK_BOUNDARY;
      for (Refusal refusal : step.permission.refusals(action, at)) {
        reasons.add(new Reason(check, refusal.code(), refusal.sentence(), pointer(refusal)));
      }
    }
  }

  private void addConditions(TaskState state, List<Reason> reasons) {
    for (Step step : steps) {
      Permission permission = step.permission;
      if (!permission.conditions().isEmpty()) {
        reasons.add(
            Reason.of(
                Check.CONDITION,
                "condition_not_evaluated",
                "the permission has a condition and no policy bundle evaluates it"));
      }
      for (String label : permission.labels().refuses()) {
        if (state.labels().contains(label)) {
          reasons.add(
              Reason.of(
                  Check.CONDITION, "label_refused", "the task has the label `" + label + "`"));
        }
      }
      if (permission.approval() != null || escalates(state, permission)) {
        reasons.add(
            Reason.of(
                Check.APPROVAL,
                "approval_unavailable",
                "a person must approve this and no policy bundle says who"));
      }
    }
  }

  private static boolean escalates(TaskState state, Permission permission) {
    return permission.labels().escalates().stream().anyMatch(state.labels()::contains);
  }

  private List<Demand> demands(Question question, List<Reason> reasons) {
    var arguments = question.action().arguments();
    var demands = new ArrayList<Demand>();
    for (Step step : steps) {
      if (!step.counted) {
        continue;
      }
      for (var limit : step.permission.limits()) {
        Derivation derived = Demand.of(limit, step.hop.id(), arguments, question.rowsWanted());
        switch (derived) {
          case Demand demand -> demands.add(demand);
          case LimitInput input ->
              reasons.add(
                  new Reason(
                      Check.LIMIT,
                      "limit_input",
                      input.sentence(),
                      "/arguments/" + input.argument()));
        }
      }
    }
    return demands;
  }

  private Verdict rateLimited(Outcome.Exhausted exhausted) {
    HopId holder = steps.getFirst().hop.id();
    var reasons = new ArrayList<Reason>();
    for (var spent : exhausted.spent()) {
      boolean own = spent.key().hop().equals(holder);
      String whose = own ? "the hop's own" : "a hop's above";
      reasons.add(
          Reason.of(
              Check.LIMIT,
              "limit_spent",
              "limit `" + spent.key().limit() + "`, " + whose + ", is spent"));
    }
    return new Verdict.RateLimited(reasons, exhausted.retryAt());
  }

  private Verdict allow(Outcome.Within within) {
    HopId holder = steps.getFirst().hop.id();
    var labels = new LinkedHashSet<String>();
    var obligations = new LinkedHashSet<Json.Obj>();
    for (Step step : steps) {
      labels.addAll(step.permission.labels().adds());
      obligations.addAll(step.permission.obligations());
    }
    return new Verdict.Allow(
        steps.stream().map(Step::index).toList(),
        within.charges(),
        within.left().stream().filter(left -> left.key().hop().equals(holder)).toList(),
        within.maxRows(),
        List.copyOf(labels),
        List.copyOf(obligations));
  }

  private static String pointer(Refusal refusal) {
    return switch (refusal) {
      case Refusal.ActionNotHeld _ -> "/action";
      case Refusal.LocationNotHeld _ -> "";
      case Refusal.ResourceNotHeld _ -> "/resource";
      case Refusal.ArgumentNotNamed(var name) -> "/arguments/" + name;
      case Refusal.ArgumentMissing(var name, _) -> "/arguments/" + name;
      case Refusal.ArgumentRefused(var name, _) -> "/arguments/" + name;
    };
  }
}
