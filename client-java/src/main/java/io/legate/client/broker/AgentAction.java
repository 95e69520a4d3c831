package io.legate.client.broker;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Sha256;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Obj;

/// One action with everything it depends on, as agent, resource server and broker all state it.
///
/// @param name such as `payments.create`
/// @param resource such as `invoice://acme/2026/0042`
/// @param arguments all of its arguments; what is left out is not decided
public record AgentAction(String name, String resource, Obj arguments) {

  /// Returns the SHA-256 of the canonical form (RFC 8785) of {action, resource, arguments}, in
  /// base64url.
  ///
  /// @throws IllegalArgumentException if a number is outside the range of a double
  public String hash() {
    return Base64Url.encode(Sha256.digest(Jcs.bytes(json())));
  }

  private Json json() {
    return Obj.with("action", name).with("resource", resource).with("arguments", arguments).build();
  }
}
