package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.assembly.SitePolicy;
import io.legate.edge.EdgeServer;
import io.legate.edge.GrpcPeer;
import io.legate.edge.Party;
import io.legate.issue.IssuedInstance;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeStreamRequest;
import io.legate.v1.AuthorizeStreamResponse;
import io.legate.v1.Decision;
import io.legate.v1.Disclosure;
import io.legate.v1.DroppedDisclosure;
import io.legate.v1.Explanation;
import io.legate.v1.Outcome;
import io.legate.v1.SettleRequest;
import io.legate.v1.SettleResponse;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an answer disclosed is reported with the settlement, on its own and on a stream.
class DisclosuresTest extends Chain {

  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/invoices/*"],
        "arguments":{"iban":{"constraint_type":"seen","in":["erp.vendors.iban"]}},
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}},
       {"type":"agent_action","actions":["vendors.read"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"],
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private static final String ACTIONS =
      """
      {"actions":{
        "payments.create":{"description":"d","owner":"https://erp.test","kind":"write",
          "risk":"low","arguments":{"iban":"string"}},
        "customers.read":{"description":"d","owner":"https://crm.test","kind":"read",
          "risk":"low","arguments":{}},
        "vendors.read":{"description":"d","owner":"https://erp.test","kind":"read","risk":"low",
          "arguments":{},
          "observes":[{"source":"erp.vendors","records":"","integrity":"trusted",
            "fields":{"iban":{"at":"/iban","form":"iban"}}}]}}}
      """;

  private static final String IBAN = "DE89370400440532013000";

  private IssuedInstance hop;

  @BeforeEach
  void delegate() throws Exception {
    var policy = SitePolicy.with((Json.Obj) JsonReader.read(ACTIONS));
    site.use.policyPublishing().publishConfiguration(Site.bundle(policy));
    var task = site.open("orchestrator", BOUNDARY);
    var research = site.delegate("orchestrator", task.token(), "research", BOUNDARY);
    hop = site.renew("research", research, Site.ERP);
  }

  @Test
  void whatIsDisclosedByACallIsMet() throws Exception {
    assertThat(pay().getReasonsList()).extracting("code").containsOnly("value_not_seen");
    var settled = settle(settlement(read(), "erp.vendors", "{\"iban\":\"" + IBAN + "\"}"));
    assertThat(settled.status()).isEqualTo(GrpcStatus.OK);
    assertThat(settled.message().getDisclosuresDroppedList()).isEmpty();
    var paid = pay();
    assertThat(paid.getDecision()).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(paid.getExplanation().getSeenList())
        .containsExactly(
            Explanation.Part.newBuilder()
                .setId("iban in erp.vendors.iban")
                .setOutcome("met")
                .build());
  }

  @Test
  void whatIsNotDeclaredIsSaidToBeDropped() throws Exception {
    var settled = settle(settlement(read(), "erp.other", "{\"iban\":\"" + IBAN + "\"}"));
    assertThat(settled.message().getDisclosuresDroppedList())
        .containsExactly(
            DroppedDisclosure.newBuilder()
                .setSource("erp.other")
                .setReason("not_declared")
                .build());
  }

  @Test
  void whatIsNoDisclosureIsRefusedAndTheDecisionStaysOpen() throws Exception {
    String decision = read();
    for (String record : new String[] {"", "[]", "{\"iban\":", "1"}) {
      var refused = settle(settlement(decision, "erp.vendors", record));
      assertThat(refused.status()).as(record).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    }
    assertThat(settle(settlement(decision, "prompt", "{\"iban\":\"x\"}")).status())
        .as("no source of a resource server")
        .isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    var notDone =
        settlement(decision, "erp.vendors", "{\"iban\":\"x\"}")
            .setOutcome(Outcome.OUTCOME_NOT_EXECUTED);
    assertThat(settle(notDone).status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    var good = settlement(decision, "erp.vendors", "{\"iban\":\"" + IBAN + "\"}");
    assertThat(settle(good).status()).isEqualTo(GrpcStatus.OK);
  }

  @Test
  void whatIsDisclosedOnAStreamIsMet() throws Exception {
    var settlement = settlement(read(), "erp.vendors", "{\"iban\":\"" + IBAN + "\"}");
    var answer = onStream(AuthorizeStreamRequest.newBuilder().setSettle(settlement).build());
    assertThat(answer.hasSettle()).isTrue();
    assertThat(pay().getDecision()).isEqualTo(Decision.DECISION_ALLOW);
  }

  private String read() throws Exception {
    var allowed = site.authorize("research", hop, "vendors.read", "erp://acme/vendors", "{}");
    return allowed.decisionId();
  }

  private io.legate.v1.AuthorizeResponse pay() throws Exception {
    var question = question(hop, "{\"iban\":\"" + IBAN + "\"}").toBuilder().setExplain(true);
    return ask(question.build()).message();
  }

  private SettleRequest.Builder settlement(String decision, String source, String record) {
    return SettleRequest.newBuilder()
        .setRequestId(site.requestId().toString())
        .setDecisionId(decision)
        .setOutcome(Outcome.OUTCOME_EXECUTED)
        .addDisclosures(Disclosure.newBuilder().setSource(source).setRecord(record));
  }

  private GrpcPeer.Reply<SettleResponse> settle(SettleRequest.Builder message) throws Exception {
    var erp = new Party(site, "rs:erp");
    return grpc.call(
        AuthorizationServiceGrpcClient.Settle,
        erp.metadata("AuthorizationService/Settle", erp.apiToken(http)),
        message.build());
  }

  private AuthorizeStreamResponse onStream(AuthorizeStreamRequest message) throws Exception {
    var erp = new Party(site, "rs:erp");
    String token = erp.apiToken(http);
    String nonce = nonce(erp, token);
    var call =
        grpc.open(
            AuthorizationServiceGrpcClient.AuthorizeStream,
            erp.metadata("AuthorizationService/AuthorizeStream", token, nonce));
    var answers = new LinkedBlockingQueue<AuthorizeStreamResponse>();
    call.response().onSuccess(answer -> answer.handler(answers::add));
    var _ = call.write(message);
    var answer = answers.poll(30, TimeUnit.SECONDS);
    var _ = call.end();
    return java.util.Objects.requireNonNull(answer);
  }

  private String nonce(Party erp, String token) throws Exception {
    var refused =
        grpc.open(
            AuthorizationServiceGrpcClient.AuthorizeStream,
            erp.metadata("AuthorizationService/AuthorizeStream", token));
    var refusal = Promise.<GrpcPeer.Reply<AuthorizeStreamResponse>>promise();
    refused
        .response()
        .onSuccess(
            answer -> answer.endHandler(_ -> refusal.complete(GrpcPeer.reply(answer, null))));
    var _ = refused.write(AuthorizeStreamRequest.getDefaultInstance());
    return java.util.Objects.requireNonNull(EdgeServer.await(refusal.future()).nonce());
  }
}
