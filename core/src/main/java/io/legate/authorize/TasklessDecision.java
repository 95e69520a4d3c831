package io.legate.authorize;

import io.legate.json.Json;
import java.util.List;

/// What policy alone says, once it is recorded.
///
/// @param id names the record
/// @param reasons why not; empty where it is allowed
/// @param digest of the canonical action, with the arguments that were looked at
public record TasklessDecision(
    String id,
    boolean allowed,
    List<Reason> reasons,
    List<Json.Obj> obligations,
    String policyHash,
    String digest) {
  public TasklessDecision {
    reasons = List.copyOf(reasons);
    obligations = List.copyOf(obligations);
    if (allowed != reasons.isEmpty()) {
      throw new IllegalArgumentException("what is not allowed has a reason, and what is has none");
    }
  }
}
