package io.legate.authorize;

import io.legate.approval.Consulted;
import io.legate.approval.EscalationId;
import io.legate.approval.EscalationStatus;
import io.legate.boundary.ActionRequest;
import io.legate.boundary.Occasion;
import io.legate.boundary.Permission;
import io.legate.boundary.Refusal;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.limits.CounterKey;
import io.legate.limits.Demand;
import io.legate.limits.LimitInput;
import io.legate.limits.Outcome;
import io.legate.policy.Conditions.Scope;
import io.legate.task.Hop;
import io.legate.task.Instance;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
    var steps = new ArrayList<Step>(chain.size() + 1);
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

  /// Returns whether every permission of the path admits the action: [#refusals] without reasons.
  boolean admits(ActionRequest action, Occasion occasion) {
    for (Step step : steps) {
      if (!step.permission.admits(action, occasion)) {
        return false;
      }
    }
    return true;
  }

  /// Returns why permissions of the path do not admit the action.
  List<Reason> refusals(ActionRequest action, Occasion occasion) {
    var reasons = new ArrayList<Reason>();
    Hop holder = steps.getFirst().hop;
    for (Step step : steps) {
      Check check = step.hop.equals(holder) ? Check.HOP_BOUNDARY : Check.TASK_BOUNDARY;
      for (Refusal refusal : step.permission.refusals(action, occasion)) {
        reasons.add(new Reason(check, refusal.code(), refusal.sentence(), pointer(refusal)));
      }
    }
    return reasons;
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

  /// Decides along this path, which admits the action: deny over escalate over rate limit over
  /// allow.
  ///
  /// @param policys what holds whichever path is taken
  Verdict rule(Matter matter, Held policys, Trace trace) {
    var own = new Additions(matter, trace);
    addSteps(matter, own);
    var demands = new ArrayList<Demand>(policys.rules().demands);
    addDemands(matter.question(), demands, own.denials);
    if (!own.denials.isEmpty()) {
      return new Verdict.Deny(own.denials);
    }
    var raised = new ArrayList<>(policys.escalations());
    raised.addAll(own.escalations);
    if (raised.isEmpty()) {
      return within(matter, policys, own, demands, trace);
    }
    var people = People.of(matter, raised);
    return switch (people.consult()) {
      case Consulted.Approved approved -> {
        trace.approved(approved);
        people.addDemands(approved.bounds(), demands);
        yield within(matter, policys, own, demands, trace);
      }
      case Consulted.Waiting(var escalation) ->
          escalate(people.waiting(escalation, permission()), policys, own);
      case Consulted.Refused(var escalation, var status) -> refused(escalation, status, matter);
      case Consulted.Unasked(var grounds) ->
          matter.state().approvals().isFull(matter.holder().id(), matter.at())
              ? tooMany()
              : escalate(people.plea(grounds, permission()), policys, own);
    };
  }

  private Verdict within(
      Matter matter, Held policys, Additions own, List<Demand> demands, Trace trace) {
    return switch (matter.state().charges().counters().check(demands, matter.at())) {
      case Outcome.Exhausted exhausted -> rateLimited(exhausted, trace);
      case Outcome.Within within -> allow(matter, within, policys, own);
    };
  }

  private static Verdict escalate(Plea plea, Held policys, Additions own) {
    var approvals = new LinkedHashSet<>(policys.approvals());
    approvals.addAll(own.approvals);
    return new Verdict.Escalate(plea.reasons(), List.copyOf(approvals), plea);
  }

  private static Verdict refused(long escalation, EscalationStatus status, Matter matter) {
    String id = new EscalationId(matter.question().task(), escalation).toString();
    return new Verdict.Deny(
        List.of(
            status == EscalationStatus.LAPSED
                ? Reason.of(
                    Check.APPROVAL,
                    "approval_lapsed",
                    "nobody answered in time: escalation `" + id + "`")
                : Reason.of(
                    Check.APPROVAL,
                    "approval_denied",
                    "a person said no: escalation `" + id + "`")));
  }

  private static Verdict tooMany() {
    return new Verdict.RateLimited(
        List.of(
            Reason.of(Check.APPROVAL, "too_many_escalations", "too many actions wait for people")),
        null);
  }

  /// The index of the permission in the holder's hop, which what the instance carries is under.
  private int permission() {
    for (Step step : steps) {
      if (step.counted) {
        return step.index;
      }
    }
    throw new IllegalStateException("a path has a permission of the holder's hop");
  }

  /// From the root down, so that what is repeated below is met as what it repeats.
  private void addSteps(Matter matter, Additions own) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      boolean ofHolder = step.hop.equals(matter.holder());
      String source = "hop:" + step.hop.id() + (step.counted ? "/" : "/narrowed/") + step.index;
      own.add(
          step.permission,
          Check.CONDITION,
          scope(matter, step),
          source,
          ofHolder ? "the hop's own permission" : "a permission above");
    }
  }

  /// Only what the broker made from a template of policy's speaks as policy.
  private static Scope scope(Matter matter, Step step) {
    boolean made = step.hop.parent() == null && step.counted;
    return made && matter.state().requireHeader().template() != null
        ? Scope.POLICY
        : Scope.STATEMENT;
  }

  private void addDemands(Question question, List<Demand> demands, List<Reason> denials) {
    var arguments = question.action().arguments();
    for (Step step : steps) {
      if (!step.counted) {
        continue;
      }
      for (var limit : step.permission.limits()) {
        switch (Demand.of(limit, step.hop.id(), arguments, question.rowsWanted())) {
          case Demand demand -> demands.add(demand);
          case LimitInput input ->
              denials.add(
                  new Reason(
                      Check.LIMIT,
                      "limit_input",
                      input.sentence(),
                      "/arguments/" + input.argument()));
        }
      }
    }
  }

  private Verdict rateLimited(Outcome.Exhausted exhausted, Trace trace) {
    var reasons = new ArrayList<Reason>();
    for (var spent : exhausted.spent()) {
      trace.limit(spent);
      String when =
          spent.retryAt() == null ? " and waiting does not help" : " until " + spent.retryAt();
      reasons.add(
          Reason.of(
              Check.LIMIT, "limit_spent", "limit " + named(spent.key()) + ", is spent" + when));
    }
    return new Verdict.RateLimited(reasons, exhausted.retryAt());
  }

  private String named(CounterKey key) {
    if (key.limit().startsWith(Rules.COUNTER)) {
      return "`" + Rules.name(key.limit()) + "`, policy's";
    }
    boolean own = key.hop().equals(steps.getFirst().hop.id());
    return "`" + key.limit() + "`, " + (own ? "the hop's own" : "a hop's above");
  }

  private Verdict allow(Matter matter, Outcome.Within within, Held policys, Additions own) {
    HopId holder = steps.getFirst().hop.id();
    Set<String> labels = new LinkedHashSet<>(own.labels);
    labels.addAll(policys.labels());
    Set<Json.Obj> obligations = new LinkedHashSet<>(own.obligations);
    obligations.addAll(policys.obligations());
    return new Verdict.Allow(
        steps.stream().map(Step::index).toList(),
        within.charges(),
        within.left(),
        within.left().stream().filter(left -> isOwn(left.key(), holder)).toList(),
        within.maxRows(),
        List.copyOf(labels),
        List.copyOf(obligations),
        matter
            .state()
            .approvals()
            .approved(holder, matter.question().pep(), matter.question().digest(), matter.at()));
  }

  private static boolean isOwn(CounterKey key, HopId holder) {
    return key.hop().equals(holder)
        && !key.limit().startsWith(Rules.COUNTER)
        && !key.limit().startsWith(People.COUNTER);
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
