package io.legate.authorize;

import io.legate.json.Json;
import io.legate.policy.Policy;

/// What was decided, and everything it rests on.
///
/// @param basis stands in the record beside the answer: policy, checks, rules, conditions, spent
///   limits, lists with their versions, signals, figures of the session
public record Ruled(Verdict verdict, Json.Obj basis) {

  /// Returns what rests on the reasons it names and nothing else.
  static Ruled of(Verdict verdict, Policy policy) {
    return new Ruled(verdict, Json.Obj.with("bundle", policy.hash()).build());
  }

  /// Returns the policy that a recorded decision was made under.
  ///
  /// @param checks of its record, with the basis
  static String policyHash(Json.Obj checks) {
    if (checks.get("basis") instanceof Json.Obj basis) {
      String hash = basis.string("bundle");
      if (hash != null) {
        return hash;
      }
    }
    throw new IllegalArgumentException("a decision names the policy it was made under");
  }
}
