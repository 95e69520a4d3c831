package io.legate.issue;

import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import java.time.Instant;
import java.util.List;

/// A token instance on its way to its holder.
///
/// @param token the compact JWS
/// @param authorizationDetails what it carries: for a resource server only what names it
/// @param cut what `narrow` took away from the request, one sentence each
public record IssuedInstance(
    String token,
    Instant issuedAt,
    Instant expiresAt,
    String scope,
    Json.Arr authorizationDetails,
    TaskId task,
    HopId hop,
    Instant hopEndsAt,
    int depth,
    List<String> cut) {
  public IssuedInstance {
    cut = List.copyOf(cut);
  }

  /// Returns the same with what was cut.
  public IssuedInstance withCut(List<String> cut) {
    return new IssuedInstance(
        token, issuedAt, expiresAt, scope, authorizationDetails, task, hop, hopEndsAt, depth, cut);
  }
}
