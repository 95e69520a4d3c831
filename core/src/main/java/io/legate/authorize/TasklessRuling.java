package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.control.ControlState;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.identity.Clients;
import io.legate.json.Json;
import io.legate.policy.Catalogue;
import io.legate.policy.Condition.Truth;
import io.legate.policy.Facts;
import io.legate.policy.Policy;
import io.legate.policy.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Decides one question outside of any task, by policy alone.
///
/// Allowed is what the catalogue marks `taskless`, asked by its owner for a subject that is no
/// agent, if no rule stands against it. A rule that needs a task to be kept, because it counts,
/// labels or asks a person, denies.
final class TasklessRuling {

  final List<Reason> reasons = new ArrayList<>();
  final Set<Json.Obj> obligations = new LinkedHashSet<>();
  final Trace trace = new Trace();
  final Readings readings;
  final ActionRequest action;

  private final Policy policy;
  private final TasklessQuestion question;

  private TasklessRuling(
      Policy policy, TasklessQuestion question, ActionRequest action, Readings readings) {
    this.policy = policy;
    this.question = question;
    this.action = action;
    this.readings = readings;
  }

  static TasklessRuling of(
      Policy policy, Clients clients, ControlState control, TasklessQuestion question, Instant at) {
    ActionRequest action = known(policy.catalogue(), question.action());
    var ruling = new TasklessRuling(policy, question, action, new Readings(policy, control, at));
    ruling.addEntitlement(clients);
    ruling.addRules(at);
    return ruling;
  }

  boolean isAllowed() {
    return reasons.isEmpty();
  }

  /// The action with the arguments that the catalogue gives it.
  private static ActionRequest known(Catalogue catalogue, ActionRequest asked) {
    Catalogue.Entry entry = catalogue.get(asked.action());
    if (entry == null) {
      return asked;
    }
    var arguments = new LinkedHashMap<>(asked.arguments().members());
    arguments.keySet().retainAll(entry.arguments().keySet());
    return new ActionRequest(
        asked.action(), asked.location(), asked.resource(), new Json.Obj(arguments));
  }

  private void addEntitlement(Clients clients) {
    if (policy.isAbsent()) {
      reasons.add(Reason.of(Check.ENTITLEMENT, "no_policy", "there is no policy"));
      return;
    }
    CatalogueCheck.addRefusals(policy.catalogue(), action, false, reasons);
    Catalogue.Entry entry = policy.catalogue().get(action.action());
    if (entry != null && !entry.taskless()) {
      reasons.add(
          Reason.of(Check.SESSION, "task_needed", "the action is only ever allowed within a task"));
    }
    if (isAgent(clients)) {
      reasons.add(
          Reason.of(Check.SESSION, "agent_needs_a_task", "an agent acts within a task only"));
    }
  }

  /// However it is spelled: `agent` and the id, or a type of the resource server's own making and
  /// the client id.
  private boolean isAgent(Clients clients) {
    return question.subjectType().equals("agent")
        || isAgent(clients, question.subjectId())
        || isAgent(clients, question.subject());
  }

  private static boolean isAgent(Clients clients, String id) {
    Client client = ClientId.isWellFormed(id) ? clients.find(new ClientId(id)) : null;
    return client != null && client.kind() == ClientKind.AGENT;
  }

  private void addRules(Instant at) {
    var subject = new Facts.Subject(question.subject(), List.of(), List.of());
    var facts = new TasklessFacts(action, subject, at, readings);
    for (Rule rule : policy.rules(action.action())) {
      var when = rule.when();
      Truth truth = when == null ? new Truth.Holds() : when.test(facts);
      trace.rule(rule.id(), truth);
      switch (truth) {
        case Truth.DoesNot _ -> {}
        case Truth.Holds _ -> follow(rule);
        case Truth.Failed(var why) ->
            reasons.add(
                Reason.of(
                    Check.CONDITION,
                    "condition_failed",
                    "rule `" + rule.id() + "` cannot be evaluated: " + why));
      }
    }
  }

  private void follow(Rule rule) {
    switch (rule.effect()) {
      case Rule.Effect.Deny _ -> add(Check.CONDITION, "rule_denied", rule, rule.reason());
      case Rule.Effect.Escalate _ -> add(Check.APPROVAL, "rule_escalates", rule, rule.reason());
      case Rule.Effect.Restrict _ ->
          add(Check.LIMIT, "limit_not_counted", rule, "nothing is counted outside of a task");
      case Rule.Effect.Label _ ->
          add(Check.CONDITION, "label_not_kept", rule, "nothing is remembered outside of a task");
      case Rule.Effect.Oblige(var all) -> obligations.addAll(all);
    }
  }

  private void add(Check check, String code, Rule rule, String sentence) {
    reasons.add(Reason.of(check, code, "rule `" + rule.id() + "`: " + sentence));
  }
}
