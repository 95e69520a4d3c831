package io.legate.http;

import io.legate.control.ControlState;
import io.legate.json.Json;
import java.util.TreeMap;

/// The JWK set that our tokens are verified with (RFC 7517 section 5): the announced keys of all
/// nodes, each named by its thumbprint.
final class KeySet {

  private KeySet() {}

  static Json.Obj of(ControlState state) {
    var keys =
        new TreeMap<>(state.nodeKeys())
            .values().stream().<Json>map(key -> key.published()).toList();
    return Json.Obj.with("keys", new Json.Arr(keys)).build();
  }
}
