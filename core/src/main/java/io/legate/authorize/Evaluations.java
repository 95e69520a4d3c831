package io.legate.authorize;

import io.legate.policy.Catalogue;
import io.legate.policy.Condition.Truth;
import io.legate.policy.Conditions;
import io.legate.policy.Conditions.Scope;
import io.legate.policy.Facts;
import io.legate.policy.InvalidConditionException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// The expressions of permissions that one decision evaluates: each once, on however many paths it
/// stands.
///
/// Agents write such expressions, and the task waits while they are evaluated. What a chain of any
/// sense says about one action is far below [#STATEMENTS_MAX]; beyond it nothing more is evaluated.
/// Not safe for concurrent use; one ruling has one.
final class Evaluations {

  /// The most different expressions of statements that one decision evaluates.
  static final int STATEMENTS_MAX = 128;

  private final Conditions conditions;
  private final Catalogue catalogue;
  private final Facts facts;
  private final Map<Scope, Map<String, Truth>> known = new EnumMap<>(Scope.class);

  Evaluations(Conditions conditions, Catalogue catalogue, Facts facts) {
    this.conditions = conditions;
    this.catalogue = catalogue;
    this.facts = facts;
  }

  Truth test(String text, Scope scope) {
    var ofScope = known.computeIfAbsent(scope, _ -> new HashMap<>());
    Truth truth = ofScope.get(text);
    if (truth != null) {
      return truth;
    }
    if (scope == Scope.STATEMENT && ofScope.size() >= STATEMENTS_MAX) {
      return new Truth.Failed("more than " + STATEMENTS_MAX + " expressions are about the action");
    }
    Truth found = evaluate(text, scope);
    ofScope.put(text, found);
    return found;
  }

  private Truth evaluate(String text, Scope scope) {
    try {
      return conditions.compile(text, scope, catalogue).test(facts);
    } catch (InvalidConditionException e) {
      return new Truth.Failed("it is not an expression: it " + e.getMessage());
    }
  }
}
