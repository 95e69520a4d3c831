package io.legate.authorize;

import io.legate.boundary.ActionRequest;
import io.legate.boundary.Occasion;
import io.legate.control.ControlState;
import io.legate.policy.Catalogue;
import io.legate.policy.Condition.Truth;
import io.legate.policy.Conditions;
import io.legate.policy.Conditions.Scope;
import io.legate.policy.Policy;
import io.legate.task.Hop;
import io.legate.task.Recall;
import io.legate.task.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one ruling looks at.
///
/// @param chain the holder's hop first, the root last; not empty
/// @param recall what is asked about the values that the task has met
/// @param occasion the action's, which asks it
record Matter(
    Policy policy,
    TaskState state,
    ControlState control,
    List<Hop> chain,
    Question question,
    Instant at,
    Recall recall,
    Occasion occasion,
    StateFacts facts,
    Evaluations evaluations) {

  static Matter of(
      Conditions conditions,
      Policy policy,
      TaskState state,
      ControlState control,
      List<Hop> chain,
      Question question,
      Instant at) {
    var facts = new StateFacts(policy, state, control, chain, question, at);
    var evaluations = new Evaluations(conditions, policy.catalogue(), facts);
    Recall recall = state.sightings().recall();
    var occasion = Occasion.of(question.action(), at, recall);
    return new Matter(
        policy, state, control, chain, question, at, recall, occasion, facts, evaluations);
  }

  ActionRequest action() {
    return question.action();
  }

  Hop holder() {
    return chain.getFirst();
  }

  /// What the catalogue says of the action, null where it says nothing.
  Catalogue.@Nullable Entry entry() {
    return policy.catalogue().get(action().action());
  }

  /// Evaluates an expression. One that is none in its scope cannot be told, like one that fails.
  Truth test(String text, Scope scope) {
    return evaluations.test(text, scope);
  }
}
