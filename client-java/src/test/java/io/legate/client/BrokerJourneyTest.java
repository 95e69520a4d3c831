package io.legate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.legate.client.agent.Agent;
import io.legate.client.agent.AgentConfig;
import io.legate.client.agent.AgentReply;
import io.legate.client.agent.Delegation;
import io.legate.client.agent.HeldHop;
import io.legate.client.agent.ResourceServerAddress;
import io.legate.client.agent.TaskRequest;
import io.legate.client.broker.AgentAction;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.BrokerException.Code;
import io.legate.client.resource.AgentRequest;
import io.legate.client.resource.Heed;
import io.legate.client.resource.RefusedCallException;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.ResourceServerConfig;
import io.legate.client.testing.Loopback;
import io.legate.client.testing.Minted;
import io.legate.client.testing.RealBroker;
import io.legate.client.web.LegateHandler;
import io.legate.client.web.RequestException;
import io.legate.crypto.Signer;
import io.legate.identity.ClientId;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.v1.Removal;
import io.legate.v1.TaskStatus;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The whole way through a real broker and a real resource server, over TLS: open, delegate,
/// exchange, authorize, act, settle.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerJourneyTest {

  private static final String AUDIENCE = "https://erp.example";

  private static final String LIMITED = ", \"limits\": [{\"name\": \"payments\", \"count\": 2}]";

  private static final String DELEGABLE =
      ", \"delegation\": {\"max_depth\": 2, \"allowed_delegates\": [{\"sub_profile\":"
          + " \"ai_agent\"}]}";

  private final Signer opener = Minted.key();
  private final Signer actor = Minted.key();
  private final Signer other = Minted.key();
  private final Signer erp = Minted.key();
  private final ConcurrentLinkedQueue<Obj> paid = new ConcurrentLinkedQueue<>();
  private Vertx vertx;
  private RealBroker broker;
  private Agent orchestrator;
  private Agent action;
  private Agent stranger;
  private ResourceServer server;
  private ResourceServerAddress erpAddress;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    var loopback = Loopback.generate();
    vertx = Vertx.vertx();
    var router = Router.router(vertx);
    var http = vertx.createHttpServer(loopback.server()).requestHandler(router).listen().await();
    URI base = URI.create("https://127.0.0.1:" + http.actualPort() + "/");
    erpAddress = new ResourceServerAddress(AUDIENCE, base, loopback.ca(folder));
    var configuration =
        new JourneyConfiguration(boundary("500.00", DELEGABLE), opener, actor, other);
    broker = RealBroker.start(folder, configuration.text(erp, AUDIENCE, base));
    orchestrator = Agent.connect(AgentConfig.of("orchestrator", broker.address(), opener));
    action = Agent.connect(AgentConfig.of("agent:action", broker.address(), actor));
    stranger = Agent.connect(AgentConfig.of("agent:other", broker.address(), other));
    server =
        ResourceServer.connect(
            ResourceServerConfig.of("rs:erp", AUDIENCE, base, broker.address(), erp)
                .withNonces()
                // What is released is not refused for the moment until that is heard.
                .heeding(new Heed(Heed.DEFAULT.ageMax(), Heed.Known.ASK)));
    router
        .post("/batch")
        .handler(
            LegateHandler.of(
                server, (call, context, body) -> BatchOfPayments.pay(server, call, body, paid)));
    router
        .post("/payments/:invoice")
        .handler(
            LegateHandler.of(
                server,
                (call, context, body) -> {
                  String invoice = "invoice://acme/" + context.pathParam("invoice");
                  return server
                      .authorize(call, "payments.create", invoice, body)
                      .orThrow()
                      .execute(
                          body,
                          (obligations, outcome) -> {
                            if (invoice.endsWith("/undone")) {
                              outcome.notExecuted();
                              throw new RequestException(404, "not_found", "no such invoice");
                            }
                            return obligations.act(
                                () -> {
                                  paid.add(body);
                                  return Obj.with("actors", Arr.ofStrings(call.actors()))
                                      .with("task", call.taskId().toString())
                                      .build();
                                });
                          });
                }));
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
    stranger.close();
    action.close();
    orchestrator.close();
    broker.close();
    vertx.close().await();
  }

  @BeforeEach
  void nothingPaid() {
    paid.clear();
  }

  /// @param more further members, each after a comma
  private static Arr boundary(String max, String more) throws MalformedJsonException {
    String permission =
        """
        {"type": "agent_action", "actions": ["payments.create"],
         "locations": ["https://erp.example"], "resources": ["invoice://acme/*"],
         "arguments": {"amount": {"constraint_type": "decimal", "max": "%s"},
                       "currency": {"constraint_type": "exact", "value": "EUR"}}%s}
        """
            .formatted(max, more);
    return new Arr(List.of(JsonReader.read(permission)));
  }

  private HeldHop open() throws Exception {
    return orchestrator.openTask(
        TaskRequest.of(
            "pay invoices",
            boundary("500.00", LIMITED + DELEGABLE),
            Instant.now().plusSeconds(600),
            3));
  }

  private HeldHop delegated(HeldHop root) throws Exception {
    return action.redeem(statement(root, "200.00"));
  }

  private String statement(HeldHop root, String max) throws Exception {
    return root.delegate(
        Delegation.to("agent:action", boundary(max, ""), root.expiresAt())
            .withDelegateKey(action.holderKey()));
  }

  private AgentReply pay(HeldHop hop, String invoice, String amount) throws Exception {
    var body = Obj.with("amount", amount).with("currency", "EUR").build();
    var act = new AgentAction("payments.create", "invoice://acme/" + invoice, body);
    return hop.call(erpAddress, "POST", "/payments/" + invoice, act, body);
  }

  private static String decision(AgentReply reply) throws MalformedJsonException {
    return String.valueOf(JsonReader.readObject(reply.body()).string("decision"));
  }

  @Test
  void anActionWithinTheBoundaryIsDone() throws Exception {
    var root = open();
    assertThat(root.depth()).isZero();
    assertThat(root.actors()).containsExactly("orchestrator");
    var hop = delegated(root);
    assertThat(hop.depth()).isEqualTo(1);
    assertThat(hop.actors()).containsExactly("agent:action", "orchestrator");
    assertThat(hop.taskId()).isEqualTo(root.taskId());
    assertThat(hop.purpose()).isEqualTo("pay invoices");
    var reply = pay(hop, "1", "118.00");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(JsonReader.readObject(reply.body()).get("actors"))
        .isEqualTo(new Arr(List.of(new Str("agent:action"), new Str("orchestrator"))));
    assertThat(paid).hasSize(1);
  }

  @Test
  void anActionOutsideTheBoundaryIsNot() throws Exception {
    var hop = delegated(open());
    var reply = pay(hop, "1", "200.01");
    assertThat(reply.status()).as(reply.body()).isEqualTo(403);
    assertThat(decision(reply)).isEqualTo("deny");
    assertThat(paid).isEmpty();
  }

  @Test
  void aSpentLimitIsToldAsOne() throws Exception {
    var hop = delegated(open());
    assertThat(pay(hop, "1", "10.00").status()).isEqualTo(200);
    assertThat(pay(hop, "2", "10.00").status()).isEqualTo(200);
    var third = pay(hop, "3", "10.00");
    assertThat(third.status()).as(third.body()).isEqualTo(429);
    assertThat(decision(third)).isEqualTo("rate_limited");
    assertThat(paid).hasSize(2);
  }

  @Test
  void eachActionOfABatchIsDecidedByItself() throws Exception {
    var hop = delegated(open());
    var payments = new ArrayList<Obj>();
    for (String amount : List.of("10.00", "200.01", "20.00", "30.00")) {
      payments.add(
          Obj.with("invoice", "b-" + payments.size())
              .with("amount", amount)
              .with("currency", "EUR")
              .build());
    }
    var body = Obj.with("payments", new Arr(List.copyOf(payments))).build();
    var actions = payments.stream().map(BatchOfPayments::payment).toList();
    var reply = hop.callBatch(erpAddress, "/batch", actions, body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json())
        .isEqualTo(
            Obj.with("results", Arr.ofStrings(List.of("paid", "DENY", "paid", "RATE_LIMITED")))
                .build());
    assertThat(paid).hasSize(2);
  }

  @Test
  void aBatchIsForTheActionsItsProofNames() throws Exception {
    var hop = delegated(open());
    var one = Obj.with("invoice", "b-1").with("amount", "1.00").with("currency", "EUR").build();
    var other = Obj.with("invoice", "b-1").with("amount", "2.00").with("currency", "EUR").build();
    var body = Obj.with("payments", new Arr(List.of(one, other))).build();
    var meant = List.of(BatchOfPayments.payment(other), BatchOfPayments.payment(one));
    assertThat(hop.callBatch(erpAddress, "/batch", meant, body).status()).isEqualTo(401);
    assertThat(paid).isEmpty();
  }

  @Test
  void whatWasNotDoneIsNotCharged() throws Exception {
    var hop = delegated(open());
    assertThat(pay(hop, "undone", "10.00").status()).isEqualTo(404);
    assertThat(pay(hop, "1", "10.00").status()).isEqualTo(200);
    assertThat(pay(hop, "2", "10.00").status()).isEqualTo(200);
    assertThat(pay(hop, "3", "10.00").status()).isEqualTo(429);
  }

  @Test
  void whatAnotherProcessHasSeenTheBrokerKnows() throws Exception {
    var hop = delegated(open());
    var body = Obj.with("amount", "10.00").with("currency", "EUR").build();
    var act = new AgentAction("payments.create", "invoice://acme/1", body);
    String uri = erpAddress.baseUri() + "payments/1";
    var headers = hop.authorizedHeaders(AUDIENCE, "POST", URI.create(uri), act);
    var request =
        AgentRequest.http("POST", uri, List.of(headers.authorization()), List.of(headers.dpop()));
    var config =
        ResourceServerConfig.of("rs:erp", AUDIENCE, erpAddress.baseUri(), broker.address(), erp);
    try (var first = ResourceServer.connect(config);
        var second = ResourceServer.connect(config)) {
      var seenHere = first.verify(request);
      var seenThere = second.verify(request);
      first.authorize(seenHere, "payments.create", "invoice://acme/1", body).orThrow().decline();
      assertThatExceptionOfType(RefusedCallException.class)
          .isThrownBy(
              () -> second.authorize(seenThere, "payments.create", "invoice://acme/1", body))
          .satisfies(
              e ->
                  assertThat(e.reason()).isEqualTo(RefusedCallException.Reason.INVALID_DPOP_PROOF));
    }
  }

  @Test
  void everyoneGoesOnWhenTheBrokerDiesAndComesBack() throws Exception {
    var hop = delegated(open());
    assertThat(pay(hop, "1", "10.00").status()).isEqualTo(200);
    broker.killAndStartAgain();
    assertThat(pay(hop, "2", "10.00").status()).isEqualTo(200);
    assertThat(pay(hop, "3", "10.00").status()).isEqualTo(429);
    assertThat(paid).hasSize(2);
  }

  @Test
  void aStatementIsForItsDelegateAlone() throws Exception {
    String statement = statement(open(), "200.00");
    assertThatExceptionOfType(BrokerException.class)
        .isThrownBy(() -> stranger.redeem(statement))
        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
        .satisfies(e -> assertThat(e.reason()).isEqualTo("invalid_request"));
  }

  @Test
  void aStatementMakesOneHop() throws Exception {
    String statement = statement(open(), "200.00");
    assertThat(action.redeem(statement).hopId()).isEqualTo(action.redeem(statement).hopId());
  }

  @Test
  void aWiderStatementMakesNone() throws Exception {
    String statement = statement(open(), "500.01");
    assertThatExceptionOfType(BrokerException.class).isThrownBy(() -> action.redeem(statement));
  }

  @Test
  void aCompletedTaskRefusesEverything() throws Exception {
    var root = open();
    var hop = delegated(root);
    assertThat(pay(hop, "1", "10.00").status()).isEqualTo(200);
    root.task().complete("done");
    assertThat(pay(hop, "2", "10.00").ok()).isFalse();
    assertThatExceptionOfType(BrokerException.class)
        .isThrownBy(() -> action.redeem(statement(root, "100.00")));
    assertThat(root.task().get().getStatus()).isEqualTo(TaskStatus.TASK_STATUS_COMPLETED);
    assertThat(paid).hasSize(1);
  }

  @Test
  void aSuspendedTaskWaitsAndARevokedHopDoesNotComeBack() throws Exception {
    var root = open();
    var hop = delegated(root);
    assertThat(pay(hop, "1", "10.00").status()).isEqualTo(200);
    root.task().suspend(null, "a look");
    assertThat(pay(hop, "2", "10.00").ok()).isFalse();
    root.task().resume(null, "all right", List.of());
    assertThat(pay(hop, "2", "10.00").status()).isEqualTo(200);
    assertThat(root.task().revoke(hop.hopId(), "enough")).isEqualTo(1);
    assertThat(pay(hop, "3", "10.00").ok()).isFalse();
    assertThat(paid).hasSize(2);
  }

  @Test
  void aContainedPermissionIsGone() throws Exception {
    var root = open();
    var hop = delegated(root);
    assertThat(pay(hop, "1", "10.00").status()).isEqualTo(200);
    var removal = Removal.newBuilder().addActions("payments.*").build();
    root.task().contain(null, List.of(removal), "no more payments");
    assertThat(pay(hop, "2", "10.00").ok()).isFalse();
    assertThat(paid).hasSize(1);
  }

  @Test
  void aTaskIsNobodyElses() throws Exception {
    var root = open();
    var theirs =
        stranger.openTask(
            TaskRequest.of("mine", boundary("1.00", ""), Instant.now().plusSeconds(60), 0));
    assertThat(theirs.taskId()).isNotEqualTo(root.taskId());
    assertThatExceptionOfType(BrokerException.class)
        .isThrownBy(() -> theirs.task().revoke(root.hopId(), "not mine"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
  }

  @Test
  void anAddressedTokenIsExchangedOnceByItsAddressee() throws Exception {
    var root = open();
    String addressed = root.addressedTo(new ClientId("agent:action"));
    var hop = action.redeemAddressed(addressed);
    assertThat(hop.depth()).isEqualTo(1);
    assertThat(hop.actors()).containsExactly("agent:action", "orchestrator");
  }

  @Test
  void aPushedHopCountsOnceItsHolderHasRenewedIt() throws Exception {
    var root = open();
    String pushed = root.push(action.apiToken(), boundary("200.00", ""));
    var hop = action.acceptPushed(pushed);
    assertThat(hop.actors()).containsExactly("agent:action", "orchestrator");
    assertThat(pay(hop, "1", "10.00").status()).isEqualTo(200);
  }

  @Test
  void anInstanceIsForOneAudience() throws Exception {
    var hop = delegated(open());
    var atErp = hop.instanceFor(AUDIENCE);
    assertThat(atErp.audience()).isEqualTo(AUDIENCE);
    assertThat(hop.instanceFor(AUDIENCE)).isEqualTo(atErp);
    assertThat(atErp.toString()).doesNotContain(atErp.token());
    assertThatExceptionOfType(BrokerException.class)
        .isThrownBy(() -> hop.instanceFor("https://nowhere.example"))
        .satisfies(e -> assertThat(e.reason()).isEqualTo("invalid_target"));
  }
}
