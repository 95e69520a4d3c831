package io.legate.authorize;

import io.legate.approval.Consulted;
import io.legate.json.Json;
import io.legate.limits.CounterKey;
import io.legate.limits.Outcome;
import io.legate.policy.Condition.Truth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What took part in a decision, or in trying one path: rules and conditions with what each came
/// to, limits that stand against the action with what is left of each, and who would have to
/// approve. What an ALLOW takes from limits is in its charges.
///
/// Not safe for concurrent use.
final class Trace {

  private final Map<String, Json> rules = new LinkedHashMap<>();
  private final Map<String, Json> conditions = new LinkedHashMap<>();
  private final List<Json> limits = new ArrayList<>();
  private final List<Json> approvals = new ArrayList<>();

  void rule(String id, Truth truth) {
    rules.put(id, outcome(truth));
  }

  /// @param where whose condition it is, such as `hop:<id>/0`
  void condition(String where, Truth truth) {
    conditions.put(where, outcome(truth));
  }

  void limit(Outcome.Spent spent) {
    limits.add(
        counter(spent.key())
            .with("left", spent.left().toPlainString())
            .with("spent", new Json.Bool(true))
            .build());
  }

  void approval(Verdict.Approval approval) {
    approvals.add(
        Json.Obj.with("by", approval.source()).with("rule", approval.rule().toJson()).build());
  }

  /// Approvals that satisfy every reason for which a person was needed.
  void approved(Consulted.Approved approved) {
    var all = new ArrayList<Long>(approved.spends());
    all.addAll(approved.bounds());
    for (Long escalation : all) {
      approvals.add(Json.Obj.with("escalation", escalation).build());
    }
  }

  /// Takes over what took part in the path that the answer is about.
  void add(Trace path) {
    conditions.putAll(path.conditions);
    limits.addAll(path.limits);
    approvals.addAll(path.approvals);
  }

  void write(Json.Builder into) {
    if (!rules.isEmpty()) {
      into.with("rules", new Json.Obj(rules));
    }
    if (!conditions.isEmpty()) {
      into.with("conditions", new Json.Obj(conditions));
    }
    if (!limits.isEmpty()) {
      into.with("limits", new Json.Arr(limits));
    }
    if (!approvals.isEmpty()) {
      into.with("approvals", new Json.Arr(approvals));
    }
  }

  static Json.Builder counter(CounterKey key) {
    return Json.Obj.with("limit", key.limit())
        .with("hop", key.hop().toString())
        .withOptional("by", key.by());
  }

  private static final Json HOLDS = new Json.Str("holds");
  private static final Json DOES_NOT = new Json.Str("does_not");

  private static Json outcome(Truth truth) {
    return switch (truth) {
      case Truth.Holds _ -> HOLDS;
      case Truth.DoesNot _ -> DOES_NOT;
      case Truth.Failed(var reason) -> Json.Obj.with("failed", reason).build();
    };
  }
}
