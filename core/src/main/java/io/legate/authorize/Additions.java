package io.legate.authorize;

import io.legate.boundary.ApprovalRule;
import io.legate.boundary.Permission;
import io.legate.json.Json;
import io.legate.policy.Condition.Truth;
import io.legate.policy.Conditions.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What permissions add to the comparison with them: conditions, labels, approvals, obligations.
/// Collected over all that an action stands under; nothing that one of them adds is dropped.
///
/// A condition or an approval that repeats one above it on the path is that one, in whichever words
/// it may read: it is evaluated once, as the one above. Not safe for concurrent use.
final class Additions {

  private final Matter matter;
  private final Trace trace;

  private final Set<String> conditionsMet = new HashSet<>();
  private final Set<ApprovalRule> approvalsMet = new HashSet<>();

  final List<Reason> denials = new ArrayList<>();
  final List<Raised> escalations = new ArrayList<>();
  final List<Verdict.Approval> approvals = new ArrayList<>();
  final Set<String> labels = new LinkedHashSet<>();
  final Set<Json.Obj> obligations = new LinkedHashSet<>();

  Additions(Matter matter, Trace trace) {
    this.matter = matter;
    this.trace = trace;
  }

  /// Takes over what a permission adds.
  ///
  /// @param check that a condition of it belongs to
  /// @param scope who wrote its expressions
  /// @param source by which the record names it, such as `hop:<id>`
  /// @param whose for people, such as "the hop's permission"
  void add(Permission permission, Check check, Scope scope, String source, String whose) {
    List<String> conditions = permission.conditions();
    for (int i = 0; i < conditions.size(); i++) {
      if (conditionsMet.add(conditions.get(i))) {
        Truth truth = matter.test(conditions.get(i), scope);
        trace.condition(source + "/conditions/" + i, truth);
        addUnmet(truth, check, whose);
      }
    }
    for (String label : permission.labels().refuses()) {
      if (matter.state().labels().contains(label)) {
        denials.add(Reason.of(check, "label_refused", "the task has the label `" + label + "`"));
      }
    }
    addApproval(permission, scope, source, whose);
    labels.addAll(permission.labels().adds());
    obligations.addAll(permission.obligations());
  }

  private void addUnmet(Truth truth, Check check, String whose) {
    switch (truth) {
      case Truth.Holds _ -> {}
      case Truth.DoesNot _ ->
          denials.add(
              Reason.of(check, "condition_not_met", "a condition of " + whose + " does not hold"));
      case Truth.Failed(var reason) ->
          denials.add(
              Reason.of(
                  check,
                  "condition_failed",
                  "a condition of " + whose + " cannot be evaluated: " + reason));
    }
  }

  private void addApproval(Permission permission, Scope scope, String source, String whose) {
    ApprovalRule rule = permission.approval();
    boolean asked = false;
    for (String label : permission.labels().escalates()) {
      if (matter.state().labels().contains(label)) {
        asked = true;
        escalations.add(
            new Raised(
                Reason.of(
                    Check.APPROVAL,
                    "label_escalates",
                    "the task has the label `" + label + "`, under which a person must approve"),
                source + "#" + label,
                rule));
      }
    }
    if (rule != null && approvalsMet.add(rule)) {
      Truth truth = rule.when() == null ? new Truth.Holds() : matter.test(rule.when(), scope);
      if (rule.when() != null) {
        trace.condition(source + "/approval", truth);
      }
      switch (truth) {
        case Truth.Holds _ -> {
          asked = true;
          escalations.add(
              new Raised(
                  Reason.of(
                      Check.APPROVAL, "approval_needed", whose + " needs a person's approval"),
                  source,
                  rule));
        }
        case Truth.DoesNot _ -> {}
        case Truth.Failed(var reason) ->
            denials.add(
                Reason.of(
                    Check.APPROVAL,
                    "condition_failed",
                    "whether " + whose + " needs an approval cannot be evaluated: " + reason));
      }
    }
    if (asked && rule != null) {
      var approval = new Verdict.Approval(source, rule);
      approvals.add(approval);
      trace.approval(approval);
    }
  }
}
