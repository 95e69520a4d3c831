package io.legate.client.resource;

import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Json.Arr;
import java.time.Instant;
import java.util.List;

/// A call whose token and proof were verified offline. Only [ResourceServer#verify] makes one.
///
/// It says who calls and for what task. It permits nothing: whether the hop still lives, whether a
/// limit is spent and what policy says now is known to the broker alone.
///
/// Nested actors are informational (RFC 8693 section 4.1): decide nothing by them.
public final class VerifiedCall {

  VerifiedCall() {}

  /// Whom the task is for.
  public String subject() {
    return Unlanded.body();
  }

  /// The chain, current actor first, opener last.
  public List<String> actors() {
    return Unlanded.body();
  }

  /// The task.
  public TaskId taskId() {
    return Unlanded.body();
  }

  /// The hop.
  public HopId hopId() {
    return Unlanded.body();
  }

  /// How many delegations lie between the opener and the caller.
  public int depth() {
    return Unlanded.body();
  }

  /// What the task is for.
  public String purpose() {
    return Unlanded.body();
  }

  /// `sha-256:` and the hash of the root boundary's canonical form.
  public String authorityHash() {
    return Unlanded.body();
  }

  /// The permissions the token carries for this server.
  public Arr boundary() {
    return Unlanded.body();
  }

  /// When the token expires.
  public Instant expiresAt() {
    return Unlanded.body();
  }
}
