package io.legate.client.broker;

import io.legate.crypto.Sha256;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.util.List;

/// One action with everything it depends on, as agent, resource server and broker all state it.
///
/// @param name such as `payments.create`
/// @param resource such as `invoice://acme/2026/0042`
/// @param arguments all of them; what is left out is not decided. Amounts are decimal strings
public record AgentAction(String name, String resource, Obj arguments) {

  public AgentAction {
    if (!ExactJson.isExact(arguments)) {
      throw new IllegalArgumentException("a number is not exact; write it as a string");
    }
  }

  /// Returns the SHA-256 of the canonical form (RFC 8785) of {action, resource, arguments}, in
  /// base64url: `adg` of a proof, and what follows `sha-256:` in a decision's digest.
  public String hash() {
    return Sha256.base64Url(ExactJson.text(canonical()));
  }

  /// Returns the same of several, in order: `adg` of the proof that pays for a batch.
  public static String hash(List<AgentAction> actions) {
    return Sha256.base64Url(
        ExactJson.text(new Arr(actions.stream().<Json>map(AgentAction::canonical).toList())));
  }

  private Obj canonical() {
    return Obj.with("action", name).with("resource", resource).with("arguments", arguments).build();
  }
}
