package io.legate.authorize;

import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.limits.Demand;
import io.legate.limits.LimitInput;
import io.legate.policy.Catalogue;
import io.legate.policy.Condition.Truth;
import io.legate.policy.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What policy's rules have to say about an action, whichever permission it is under. All that are
/// about it are asked, so that the record names each.
///
/// A rule that cannot be evaluated denies, whatever would have followed from it.
final class Rules {

  /// Begins the name of a counter that is policy's. No limit of a boundary may be called so.
  static final String COUNTER = "policy:";

  private static final Truth ALWAYS = new Truth.Holds();

  private final Matter matter;

  final List<Reason> denials = new ArrayList<>();
  final List<Raised> escalations = new ArrayList<>();
  final List<Verdict.Approval> approvals = new ArrayList<>();
  final List<Demand> demands = new ArrayList<>();
  final Set<String> labels = new LinkedHashSet<>();
  final Set<Json.Obj> obligations = new LinkedHashSet<>();

  private Rules(Matter matter) {
    this.matter = matter;
  }

  static Rules of(Matter matter, Trace trace) {
    var rules = new Rules(matter);
    for (Rule rule : matter.policy().rules(matter.action().action())) {
      var when = rule.when();
      Truth truth = when == null ? ALWAYS : when.test(matter.facts());
      trace.rule(rule.id(), truth);
      rules.add(rule, truth, trace);
    }
    if (matter.state().escalatesEverything()) {
      rules.escalations.add(
          new Raised(
              Reason.of(
                  Check.APPROVAL,
                  "everything_escalates",
                  "a circuit breaker has put everything in the task under a person's approval"),
              "breaker",
              null));
    }
    Catalogue.Entry entry = matter.entry();
    if (entry != null) {
      rules.labels.addAll(entry.labels());
    }
    return rules;
  }

  private void add(Rule rule, Truth truth, Trace trace) {
    switch (truth) {
      case Truth.DoesNot _ -> {}
      case Truth.Failed(var reason) ->
          denials.add(
              Reason.of(
                  Check.CONDITION,
                  "condition_failed",
                  "rule `" + rule.id() + "` cannot be evaluated: " + reason));
      case Truth.Holds _ -> follow(rule, trace);
    }
  }

  private void follow(Rule rule, Trace trace) {
    switch (rule.effect()) {
      case Rule.Effect.Deny _ ->
          denials.add(Reason.of(Check.CONDITION, "rule_denied", sentence(rule)));
      case Rule.Effect.Escalate(var approval) -> {
        var asked = new Verdict.Approval("rule:" + rule.id(), approval);
        escalations.add(
            new Raised(
                Reason.of(Check.APPROVAL, "rule_escalates", sentence(rule)),
                asked.source(),
                approval));
        approvals.add(asked);
        trace.approval(asked);
      }
      case Rule.Effect.Restrict(var limit, var perHop) -> restrict(rule, limit, perHop);
      case Rule.Effect.Label(var adds) -> labels.addAll(adds);
      case Rule.Effect.Oblige(var all) -> obligations.addAll(all);
    }
  }

  private static String sentence(Rule rule) {
    return "rule `" + rule.id() + "`: " + rule.reason();
  }

  private void restrict(Rule rule, Limit limit, boolean perHop) {
    HopId hop = perHop ? matter.holder().id() : matter.chain().getLast().id();
    var derived =
        Demand.of(
            limit,
            counter(rule, limit, perHop),
            hop,
            matter.action().arguments(),
            matter.question().rowsWanted());
    switch (derived) {
      case Demand demand -> demands.add(demand);
      case LimitInput input ->
          denials.add(
              new Reason(
                  Check.LIMIT,
                  "limit_input",
                  "rule `" + rule.id() + "`: " + input.sentence(),
                  "/arguments/" + input.argument()));
    }
  }

  /// A rule that comes to count something else counts anew; one that only gets another maximum goes
  /// on counting.
  private static String counter(Rule rule, Limit limit, boolean perHop) {
    String what =
        switch (limit) {
          case Limit.Count count -> "count/" + count.by();
          case Limit.Sum sum -> "sum/" + sum.argument() + "/" + sum.by();
          case Limit.Distinct distinct -> "distinct/" + distinct.argument();
          case Limit.Rows _ -> "rows";
        };
    return COUNTER + rule.id() + (perHop ? "/hop/" : "/task/") + what + "/" + limit.per();
  }

  /// Returns what a counter of policy's is called where people read it: the rule's id.
  static String name(String counter) {
    int end = counter.indexOf('/');
    return counter.substring(COUNTER.length(), end < 0 ? counter.length() : end);
  }
}
