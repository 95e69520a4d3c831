package io.legate.authorize;

import io.legate.json.Json;
import io.legate.policy.Policy;

/// What was decided, and everything it rests on.
///
/// @param basis stands in the record beside the answer: policy, checks, rules, conditions, limits
///   before and after, lists with their versions, signals, figures of the session
public record Ruled(Verdict verdict, Json.Obj basis) {

  /// Returns what rests on the reasons it names and nothing else.
  static Ruled of(Verdict verdict, Policy policy) {
    return new Ruled(verdict, Json.Obj.with("bundle", policy.hash()).build());
  }
}
