package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.crypto.Signer;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import io.legate.edge.Party;
import io.legate.edge.StatusMapping;
import io.legate.issue.IssuedInstance;
import io.legate.refusal.Code;
import io.legate.task.TaskState;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.Decision;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What a resource server passes on and is not the agent's, or not for it, or not now. Nothing is
/// decided then and nothing charged; the agent's own question is answered afterwards.
class BadEvidenceTest extends Chain {

  private static final String ARGUMENTS = "{\"amount\":\"1.00\"}";

  /// Changes a good question into a bad one.
  private interface Change {
    void of(AuthorizeRequest.Builder question) throws Exception;
  }

  private record Row(String name, Code code, boolean aboutAgent, Change change) {}

  private final List<Row> rows = new ArrayList<>();
  private IssuedInstance hop;
  private IssuedInstance beside;

  @TestFactory
  List<DynamicTest> itIsRefusedAndNothingIsCharged() throws Exception {
    hop = redeemed();
    var task = site.open("orchestrator", BOUNDARY);
    beside =
        site.renew(
            "action", site.delegate("orchestrator", task.token(), "action", BOUNDARY), Site.ERP);
    tokens();
    proofs();
    addresses();
    questions();
    return rows.stream().map(row -> DynamicTest.dynamicTest(row.name, () -> refuse(row))).toList();
  }

  private void refuse(Row row) throws Exception {
    var question = question(hop, ARGUMENTS).toBuilder();
    row.change.of(question);
    TaskState before = site.use.tasks().read(hop.task());
    var told = ask(question.build());
    assertThat(told.reason()).as(told.toString()).isEqualTo(row.code.label());
    assertThat(told.status()).isEqualTo(GrpcStatus.valueOf(StatusMapping.grpc(row.code).name()));
    assertThat(told.subject()).isEqualTo(row.aboutAgent ? "agent" : null);
    assertThat(told.sentence()).doesNotContain("xception", "io.legate", "null");
    assertThat(site.use.tasks().read(hop.task())).isEqualTo(before);
    var good = ask(question(hop, ARGUMENTS));
    assertThat(good.message().getDecision()).isEqualTo(Decision.DECISION_ALLOW);
  }

  private void agent(String name, Code code, Change change) {
    rows.add(new Row(name, code, true, change));
  }

  private void server(String name, Code code, Change change) {
    rows.add(new Row(name, code, false, change));
  }

  private void tokens() {
    token("another agent's token", () -> beside.token());
    token(
        "a token of the same hop for the broker", () -> site.renew("research", hop, null).token());
    token("a token that is none", () -> "x.y.z");
    token("a token of five parts", () -> "e30.e30.e30.e30.e30");
    token("an API token", () -> site.use.apiTokens().issue(site.caller("research"), null).token());
    agent(
        "another signature of the token",
        Code.INVALID_TOKEN,
        question -> {
          String token = hop.token();
          int at = token.lastIndexOf('.') + 1;
          char other = token.charAt(at) == 'A' ? 'B' : 'A';
          sent(question, token.substring(0, at) + other + token.substring(at + 1));
        });
    server(
        "no token",
        Code.INVALID_REQUEST,
        question -> question.getAgentBuilder().clearAccessToken());
  }

  private interface Making {
    String token() throws Exception;
  }

  private void token(String name, Making making) {
    agent(name, Code.INVALID_TOKEN, question -> sent(question, making.token()));
  }

  /// With a proof by the asking agent that fits this token.
  private void sent(AuthorizeRequest.Builder question, String token) {
    question
        .getAgentBuilder()
        .setAccessToken(token)
        .setDpop(proof(site.signer("research"), here().withToken(token), Duration.ZERO));
  }

  private static Target here() {
    return Target.of("POST", Site.PAY);
  }

  private String proof(Signer key, Target target, Duration ahead) {
    return new ProofMaker(key).make(target, site.clock.instant().plus(ahead));
  }

  private void proofs() {
    proof("a proof of no token", here(), Duration.ZERO);
    proof("a proof of another token", here().withToken(beside.token()), Duration.ZERO);
    proof("a proof for another method", at("GET", Site.PAY), Duration.ZERO);
    proof("a proof for another address", at("POST", Site.ERP + "/vendors"), Duration.ZERO);
    proof("an old proof", here().withToken(hop.token()), Duration.ofSeconds(-61));
    proof("a proof from the future", here().withToken(hop.token()), Duration.ofSeconds(12));
    agent(
        "a proof by another key",
        Code.INVALID_TOKEN,
        question ->
            question
                .getAgentBuilder()
                .setDpop(
                    proof(site.signer("other"), here().withToken(hop.token()), Duration.ZERO)));
    agent(
        "a proof that was used before",
        Code.INVALID_DPOP_PROOF,
        question -> {
          var first = question(hop, ARGUMENTS);
          site.use
              .authorization()
              .authorize(
                  site.pep("rs:erp"),
                  DecisionMessages.command(
                      first, Site.ERP, io.legate.boundary.BoundaryLimits.DEFAULT));
          question.getAgentBuilder().setDpop(first.getAgent().getDpop());
        });
    agent(
        "a proof that is none",
        Code.INVALID_DPOP_PROOF,
        question -> question.getAgentBuilder().setDpop("x"));
    server("no proof", Code.INVALID_REQUEST, question -> question.getAgentBuilder().clearDpop());
  }

  private Target at(String method, String uri) {
    return Target.of(method, uri).withToken(hop.token());
  }

  private void proof(String name, Target target, Duration ahead) {
    agent(
        name,
        Code.INVALID_DPOP_PROOF,
        question ->
            question.getAgentBuilder().setDpop(proof(site.signer("research"), target, ahead)));
  }

  private void addresses() {
    address("an address of another server", Site.CRM + "/payments");
    address("an address that only begins like the server's", "https://erp.test.evil.test/payments");
    address("an address that is none", "payments");
    server("no address", Code.INVALID_REQUEST, question -> question.getAgentBuilder().clearHtu());
    server("no method", Code.INVALID_REQUEST, question -> question.getAgentBuilder().clearHtm());
  }

  private void address(String name, String uri) {
    server(
        name,
        Code.INVALID_REQUEST,
        question ->
            question
                .getAgentBuilder()
                .setHtu(uri)
                .setDpop(proof(site.signer("research"), at("POST", uri), Duration.ZERO)));
  }

  private void questions() {
    server("no request id", Code.INVALID_REQUEST, AuthorizeRequest.Builder::clearRequestId);
    server("no action", Code.INVALID_REQUEST, AuthorizeRequest.Builder::clearAction);
    server(
        "a family of actions",
        Code.INVALID_REQUEST,
        question -> question.getActionBuilder().setAction("payments.*"));
    server(
        "a resource with dots",
        Code.INVALID_REQUEST,
        question -> question.getActionBuilder().setResource("erp://acme/invoices/../vendors"));
    for (String arguments : List.of("{", "[]", "{\"a\":1,\"a\":2}", "{\"a\":1e3}")) {
      server(
          "arguments `" + arguments + "`",
          Code.INVALID_REQUEST,
          question -> question.getActionBuilder().setArguments(arguments));
    }
    server("a receipt", Code.INVALID_REQUEST, question -> question.setReceipt(true));
  }

  @Test
  void anotherQuestionUnderTheSameIdIsAConflict() throws Exception {
    hop = redeemed();
    var question = question(hop, ARGUMENTS);
    assertThat(ask(question).status()).isEqualTo(GrpcStatus.OK);
    var again = question.toBuilder();
    again.getActionBuilder().setArguments("{\"amount\":\"2.00\"}");
    assertRefused(ask(again.build()), GrpcStatus.ALREADY_EXISTS, "idempotency_conflict");
  }

  @Test
  void anAgentDoesNotAskForItself() throws Exception {
    hop = redeemed();
    var agent = new Party(site, "research");
    var reply =
        grpc.<AuthorizeRequest, AuthorizeResponse>call(
            AuthorizationServiceGrpcClient.Authorize,
            agent.metadata("AuthorizationService/Authorize", agent.apiToken(http)),
            question(hop, ARGUMENTS));
    assertThat(reply.status()).isEqualTo(GrpcStatus.PERMISSION_DENIED);
  }
}
