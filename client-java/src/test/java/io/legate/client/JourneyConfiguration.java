package io.legate.client;

import io.legate.client.testing.Minted;
import io.legate.crypto.Signer;
import io.legate.json.Jcs;
import io.legate.json.Json.Arr;
import java.net.URI;

/// The broker's configuration for one resource server and three agents, of which the first may push
/// to the second.
record JourneyConfiguration(Arr entitlements, Signer opener, Signer actor, Signer other) {

  String text(Signer erp, String audience, URI base) {
    var config = new StringBuilder("clients:\n");
    config.append(agent("orchestrator", opener));
    config.append(agent("agent:action", actor));
    config.append(agent("agent:other", other));
    config.append(
        """
          - client_id: rs:erp
            kind: resource_server
            scopes: [authorize, introspect]
            audience: %s
            base_uris: ["%s"]
            jwks: %s
        """
            .formatted(audience, base, Jcs.text(Minted.jwks(erp.publicKey()))));
    return config.append("pairs:\n").append(pairs("push")).append(pairs("addressed")).toString();
  }

  private String agent(String id, Signer key) {
    return """
      - client_id: %s
        kind: agent
        profile: ai_agent
        scopes: [task, task.open]
        self_subject: true
        jwks: %s
        entitlements: %s
    """
        .formatted(id, Jcs.text(Minted.jwks(key.publicKey())), Jcs.text(entitlements));
  }

  private static String pairs(String way) {
    return "  " + way + ": [[orchestrator, \"agent:action\"]]\n";
  }
}
