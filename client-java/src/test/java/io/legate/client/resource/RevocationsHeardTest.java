package io.legate.client.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.client.agent.Agent;
import io.legate.client.agent.AgentConfig;
import io.legate.client.agent.Delegation;
import io.legate.client.agent.HeldHop;
import io.legate.client.agent.TaskRequest;
import io.legate.client.broker.AgentAction;
import io.legate.client.resource.RefusedCallException.Reason;
import io.legate.client.testing.Minted;
import io.legate.client.testing.RealBroker;
import io.legate.crypto.Signer;
import io.legate.json.Jcs;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A resource server that verifies offline hears of revocations from a real broker, over TLS, also
/// after that was killed.
class RevocationsHeardTest {

  private static final String AUDIENCE = "https://erp.example";
  private static final URI BASE = URI.create("https://erp.example/");
  private static final AgentAction ACTION =
      new AgentAction("payments.create", "invoice://acme/1", Obj.EMPTY);

  private final Signer opener = Minted.key();
  private final Signer actor = Minted.key();
  private final Signer erp = Minted.key();
  private RealBroker broker;
  private Agent orchestrator;
  private Agent action;
  private ResourceServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    broker = RealBroker.start(folder, configuration());
    orchestrator = Agent.connect(AgentConfig.of("orchestrator", broker.address(), opener));
    action = Agent.connect(AgentConfig.of("agent:action", broker.address(), actor));
    server = connect(Duration.ofSeconds(30));
  }

  private ResourceServer connect(Duration ageMax) throws Exception {
    return ResourceServer.connect(
        ResourceServerConfig.of("rs:erp", AUDIENCE, BASE, broker.address(), erp)
            .heeding(new Heed(ageMax, Heed.Known.REFUSE)));
  }

  @AfterEach
  void stop() {
    server.close();
    action.close();
    orchestrator.close();
    broker.close();
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

  private String configuration() throws Exception {
    return """
    clients:
      - client_id: rs:erp
        kind: resource_server
        scopes: [authorize]
        audience: https://erp.example
        base_uris: ["https://erp.example/"]
        jwks: %s
    %s%s"""
        .formatted(
            Jcs.text(Minted.jwks(erp.publicKey())),
            agent("orchestrator", opener),
            agent("agent:action", actor));
  }

  private static String agent(String id, Signer key) throws Exception {
    return """
      - client_id: %s
        kind: agent
        profile: ai_agent
        scopes: [task, task.open]
        self_subject: true
        jwks: %s
        entitlements: %s
    """
        .formatted(id, Jcs.text(Minted.jwks(key.publicKey())), Jcs.text(boundary()));
  }

  private HeldHop open() throws Exception {
    return orchestrator.openTask(
        TaskRequest.of("pay invoices", boundary(), Instant.now().plusSeconds(600), 3));
  }

  private HeldHop delegated(HeldHop root) throws Exception {
    return action.redeem(
        root.delegate(
            Delegation.to("agent:action", boundary(), root.expiresAt())
                .withDelegateKey(action.holderKey())));
  }

  /// Verifies a new call with the same token. Returns why it was refused, null if it was not.
  private @Nullable Reason verify(HeldHop hop) throws Exception {
    var headers =
        hop.authorizedHeaders(AUDIENCE, "POST", URI.create(BASE + "payments"), ACTION);
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
  private void untilVerified(HeldHop hop, @Nullable Reason reason) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    Reason found = verify(hop);
    while (found != reason && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      found = verify(hop);
    }
    assertThat(found).isEqualTo(reason);
  }

  @Test
  void aRevokedHopIsRefusedAndNothingBesideIt() throws Exception {
    var root = open();
    var revoked = delegated(root);
    var beside = delegated(root);
    assertThat(verify(revoked)).isNull();
    assertThat(verify(beside)).isNull();
    root.task().revoke(revoked.hopId(), "enough");
    untilVerified(revoked, Reason.REVOKED);
    assertThat(verify(beside)).isNull();
  }

  @Test
  void aSuspendedTaskIsRefusedAndAResumedOneIsNot() throws Exception {
    var root = open();
    var hop = delegated(root);
    assertThat(verify(hop)).isNull();
    root.task().suspend(null, "a look");
    untilVerified(hop, Reason.HELD);
    root.task().resume(null, "all right", List.of());
    untilVerified(hop, null);
  }

  @Test
  void whoConnectsLaterKnowsWhatWasRevokedBefore() throws Exception {
    var root = open();
    var hop = delegated(root);
    assertThat(verify(hop)).isNull();
    root.task().complete("done");
    server.close();
    server = connect(Duration.ofSeconds(30));
    assertThat(verify(hop)).isEqualTo(Reason.REVOKED);
  }

  @Test
  void withoutItsBrokerAVerifierRefusesAfterItsBoundAndThenHearsTheRest() throws Exception {
    server.close();
    server = connect(Duration.ofSeconds(2));
    var root = open();
    var held = delegated(root);
    var other = open();
    var ended = delegated(other);
    assertThat(verify(held)).isNull();
    assertThat(verify(ended)).isNull();
    root.task().suspend(null, "a look");
    untilVerified(held, Reason.HELD);
    broker.kill();
    untilVerified(ended, Reason.REVOCATIONS_UNKNOWN);
    assertThat(verify(held)).isEqualTo(Reason.REVOCATIONS_UNKNOWN);
    broker.startAgain();
    root.task().resume(null, "all right", List.of());
    other.task().complete("done");
    untilVerified(ended, Reason.REVOKED);
    untilVerified(held, null);
  }
}
