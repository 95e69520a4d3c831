package io.legate.client.approver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.legate.client.agent.Agent;
import io.legate.client.agent.AgentConfig;
import io.legate.client.agent.HeldHop;
import io.legate.client.agent.TaskRequest;
import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.client.testing.Minted;
import io.legate.client.testing.RealBroker;
import io.legate.crypto.Signer;
import io.legate.dpop.ProofMaker;
import io.legate.identity.ClientId;
import io.legate.json.Jcs;
import io.legate.json.Json.Arr;
import io.legate.json.JsonReader;
import io.legate.v1.Action;
import io.legate.v1.AgentProof;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.Decision;
import io.legate.v1.Escalation;
import io.legate.v1.EscalationStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An approver against a broker in a process of its own, which is killed in between.
class ApproverTest {

  private static final String AUDIENCE = "https://erp.example";
  private static final String ENTITLEMENT =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.example"],
        "resources":["erp://acme/*"]%s}]
      """;

  private final Signer payer = Minted.key();
  private final Signer erp = Minted.key();
  private final Signer alice = Minted.key();
  private final Signer bob = Minted.key();
  private RealBroker broker;
  private Agent agent;
  private BrokerConnection server;
  private Approver finance;
  private HeldHop hop;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    broker = RealBroker.start(folder, configuration());
    agent = Agent.connect(AgentConfig.of("agent:payer", broker.address(), payer));
    server =
        BrokerConnection.open(
            broker.address(),
            new BrokerConnection.Identity(new ClientId("rs:erp"), erp, erp, ""),
            InstantSource.system());
    finance = Approver.connect(ApproverConfig.of("alice", broker.address(), alice));
    hop =
        agent.openTask(
            TaskRequest.of(
                "pay the invoices",
                (Arr)
                    JsonReader.read(
                        ENTITLEMENT.formatted(
                            ",\"approval\":{\"approvers\":[\"role:finance\"],\"quorum\":1}")),
                Instant.now().plusSeconds(3_000),
                2));
  }

  @AfterEach
  void stop() {
    finance.close();
    server.close();
    agent.close();
    broker.close();
  }

  @Test
  void whatWaitsIsStillThereAfterAKill() throws Exception {
    String id = ask("1").getEscalationId();
    broker.killAndStartAgain();
    List<Escalation> waiting = finance.pending();
    assertThat(waiting).extracting(Escalation::getEscalationId).containsExactly(id);
    assertThat(finance.approve(waiting.getFirst(), "seen the invoice"))
        .isEqualTo(EscalationStatus.ESCALATION_STATUS_APPROVED);
    broker.killAndStartAgain();
    assertThat(ask("1").getDecision()).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(ask("1").getDecision()).isEqualTo(Decision.DECISION_ESCALATE);
  }

  @Test
  void whoeverWatchesIsToldWhatComesAndWhatBecomesOfIt() throws Exception {
    String first = ask("1").getEscalationId();
    var told = new ArrayList<String>();
    finance.watch(
        escalation -> {
          told.add(escalation.getEscalationId() + " " + escalation.getStatus().getNumber());
          return step(escalation, told.size());
        });
    assertThat(told).hasSize(3);
    assertThat(told.get(0)).isEqualTo(first + " 1");
    assertThat(told.get(1)).isEqualTo(first + " 3");
    assertThat(told.get(2)).endsWith(" 1").doesNotStartWith(first + " ");
  }

  private boolean step(Escalation escalation, int seen) {
    try {
      if (seen == 1) {
        finance.deny(escalation, "not ours");
      } else if (seen == 2) {
        ask("2");
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return seen < 3;
  }

  @Test
  void whoMayNotAnswerSeesNothing() throws Exception {
    String id = ask("1").getEscalationId();
    try (var legal = Approver.connect(ApproverConfig.of("bob", broker.address(), bob))) {
      assertThat(legal.pending()).isEmpty();
      assertThatExceptionOfType(BrokerException.class)
          .isThrownBy(() -> legal.get(id))
          .satisfies(refused -> assertThat(refused.reason()).isEqualTo("not_found"));
    }
  }

  private AuthorizeResponse ask(String invoice) throws Exception {
    String token = hop.instanceFor(AUDIENCE).token();
    String proof =
        new ProofMaker(payer)
            .make(ProofMaker.Target.of("POST", AUDIENCE + "/pay").withToken(token), Instant.now());
    return server.call(
        AuthorizationServiceGrpcClient.Authorize,
        AuthorizeRequest.newBuilder()
            .setRequestId(server.newRequestId())
            .setAgent(
                AgentProof.newBuilder()
                    .setAccessToken(token)
                    .setDpop(proof)
                    .setHtm("POST")
                    .setHtu(AUDIENCE + "/pay"))
            .setAction(
                Action.newBuilder()
                    .setAction("payments.create")
                    .setResource("erp://acme/" + invoice)
                    .setArguments("{}"))
            .build());
  }

  private String configuration() {
    return "clients:\n"
        + client("agent:payer", "agent", "task, task.open", payer)
            .concat("    self_subject: true\n    entitlements: ")
            .concat(ENTITLEMENT.formatted("").replace("\n", " ") + "\n")
        + client("rs:erp", "resource_server", "authorize", erp)
            .concat("    audience: " + AUDIENCE + "\n    base_uris: [\"" + AUDIENCE + "/\"]\n")
        + client("alice", "approver", "approve", alice).concat("    roles: [finance]\n")
        + client("bob", "approver", "approve", bob).concat("    roles: [legal]\n");
  }

  private static String client(String id, String kind, String scopes, Signer key) {
    return "  - client_id: %s\n    kind: %s\n    scopes: [%s]\n    jwks: %s\n"
        .formatted(id, kind, scopes, Jcs.text(Minted.jwks(key.publicKey())));
  }
}
