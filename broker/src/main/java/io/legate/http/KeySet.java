package io.legate.http;

import io.legate.control.ControlState;
import io.legate.json.Json;
import java.time.Instant;

/// The JWK set that our tokens are verified with (RFC 7517 section 5), each key named by its
/// thumbprint: what all nodes sign with, what they will sign with next, and what they signed with
/// as long as a token of it may last. A key that was withdrawn is not in it.
final class KeySet {

  private KeySet() {}

  static Json.Obj of(ControlState state, Instant at) {
    var keys = state.nodeKeys().published(at).stream().<Json>map(key -> key.published()).toList();
    return Json.Obj.with("keys", new Json.Arr(keys)).build();
  }
}
