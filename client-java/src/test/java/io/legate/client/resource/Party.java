package io.legate.client.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.client.agent.Agent;
import io.legate.client.agent.Delegation;
import io.legate.client.agent.HeldHop;
import io.legate.client.agent.TaskRequest;
import io.legate.client.broker.AgentAction;
import io.legate.client.broker.BrokerAddress;
import io.legate.client.resource.RefusedCallException.Reason;
import io.legate.client.testing.Minted;
import io.legate.crypto.Signer;
import io.legate.json.Jcs;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Two agents and a resource server, and what they do in tests of revocations.
final class Party {

  private static final String AUDIENCE = "https://erp.example";
  private static final URI BASE = URI.create("https://erp.example/");
  private static final AgentAction ACTION =
      new AgentAction("payments.create", "invoice://acme/1", Obj.EMPTY);

  private final Map<String, Signer> keys =
      Map.of("orchestrator", Minted.key(), "agent:action", Minted.key(), "rs:erp", Minted.key());

  Signer key(String id) {
    return Objects.requireNonNull(keys.get(id), id);
  }

  /// The section `clients` of a broker's configuration.
  String clients() throws Exception {
    return """
    clients:
      - client_id: rs:erp
        kind: resource_server
        scopes: [authorize]
        audience: https://erp.example
        base_uris: ["https://erp.example/"]
        jwks: %s
    %s%s\
    """
        .formatted(
            Jcs.text(Minted.jwks(key("rs:erp").publicKey())),
            agent("orchestrator"),
            agent("agent:action"));
  }

  private String agent(String id) throws Exception {
    return """
      - client_id: %s
        kind: agent
        profile: ai_agent
        scopes: [task, task.open]
        self_subject: true
        jwks: %s
        entitlements: %s
    """
        .formatted(id, Jcs.text(Minted.jwks(key(id).publicKey())), Jcs.text(boundary()));
  }

  private static Arr boundary() throws Exception {
    return new Arr(
        List.of(
            JsonReader.read(
                """
                {"type": "agent_action", "actions": ["payments.create"],
                 "locations": ["https://erp.example"], "resources": ["invoice://acme/*"],
                 "delegation": {"max_depth": 2, "allowed_delegates": [{"sub_profile": "ai_agent"}]}}
                """)));
  }

  /// A server that refuses what it knows to be revoked.
  ResourceServerConfig server(BrokerAddress broker) {
    return ResourceServerConfig.of("rs:erp", AUDIENCE, BASE, broker, key("rs:erp"))
        .heeding(Heed.DEFAULT);
  }

  HeldHop open(Agent orchestrator) throws Exception {
    return orchestrator.openTask(
        TaskRequest.of("pay invoices", boundary(), Instant.now().plusSeconds(600), 3));
  }

  HeldHop delegated(HeldHop root, Agent action) throws Exception {
    return action.redeem(
        root.delegate(
            Delegation.to("agent:action", boundary(), root.expiresAt())
                .withDelegateKey(action.holderKey())));
  }

  /// Verifies a new call with the same token. Returns why it was refused, null if it was not.
  @Nullable Reason verify(ResourceServer server, HeldHop hop) throws Exception {
    var headers = hop.authorizedHeaders(AUDIENCE, "POST", URI.create(BASE + "payments"), ACTION);
    try {
      var call =
          server.verify(
              AgentRequest.http(
                  "POST",
                  BASE + "payments",
                  List.of(headers.authorization()),
                  List.of(headers.dpop())));
      assertThat(call.standing()).isEqualTo(Standing.NOT_KNOWN_REVOKED);
      return null;
    } catch (RefusedCallException e) {
      return e.reason();
    }
  }

  /// Verifies calls until that comes to `reason`.
  void untilVerified(ResourceServer server, HeldHop hop, @Nullable Reason reason) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    Reason found = verify(server, hop);
    while (found != reason && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      found = verify(server, hop);
    }
    assertThat(found).isEqualTo(reason);
  }
}
