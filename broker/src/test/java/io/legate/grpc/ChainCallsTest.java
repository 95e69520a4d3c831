package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.legate.assembly.Site;
import io.legate.dpop.ProofMaker;
import io.legate.edge.EdgeServer;
import io.legate.edge.GrpcPeer;
import io.legate.edge.HttpPeer;
import io.legate.edge.Party;
import io.legate.exchange.ExchangeRequest;
import io.legate.issue.IssuedInstance;
import io.legate.v1.Action;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.AgentProof;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.AuthorizeStreamRequest;
import io.legate.v1.AuthorizeStreamResponse;
import io.legate.v1.ClientAssertion;
import io.legate.v1.Decision;
import io.legate.v1.ExchangeResponse;
import io.legate.v1.GetTaskRequest;
import io.legate.v1.HopStatus;
import io.legate.v1.OpenTaskRequest;
import io.legate.v1.Outcome;
import io.legate.v1.RevokeTaskRequest;
import io.legate.v1.SettleRequest;
import io.legate.v1.SuspendClientRequest;
import io.legate.v1.TaskServiceGrpcClient;
import io.legate.v1.TokenServiceGrpcClient;
import io.legate.v1.WatchTaskRequest;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcErrorException;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A chain over gRPC and TLS, with good calls and bad ones.
class ChainCallsTest {

  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/invoices/*"],
        "arguments":{"amount":{"constraint_type":"decimal","max":"500.00"}},
        "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private EdgeServer server;
  private Site site;
  private GrpcPeer grpc;
  private HttpPeer http;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server = new EdgeServer(folder);
    site = server.site;
    grpc = server.grpc();
    http = server.http();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void aTaskIsOpenedDelegatedActedOnSeenAndRevoked() throws Exception {
    var orchestrator = new Party(site, "orchestrator");
    var token = orchestrator.apiToken(http);
    var opened =
        grpc.call(
            TaskServiceGrpcClient.OpenTask,
            orchestrator.metadata("TaskService/OpenTask", token),
            openTask().build());
    assertThat(opened.status()).as(opened.toString()).isEqualTo(GrpcStatus.OK);
    assertThat(opened.message().getToken().getDepth()).isZero();
    String taskId = opened.message().getToken().getTaskId();

    IssuedInstance hop = redeemed();
    var allowed = authorize(hop, "{\"amount\":\"10.00\"}");
    assertThat(allowed.status()).as(allowed.toString()).isEqualTo(GrpcStatus.OK);
    assertThat(allowed.message().getDecision()).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(allowed.message().getContext().getActorsList())
        .containsExactly("research", "orchestrator");
    assertThat(allowed.message().hasExecuteWithin()).isTrue();
    var denied = authorize(hop, "{\"amount\":\"500.01\"}");
    assertThat(denied.message().getDecision()).isEqualTo(Decision.DECISION_DENY);
    assertThat(denied.message().getReasonsList()).isNotEmpty();

    var asked =
        grpc.call(
            TaskServiceGrpcClient.GetTask,
            orchestrator.metadata("TaskService/GetTask", token),
            GetTaskRequest.newBuilder().setTaskId(taskId).build());
    assertRefused(asked, GrpcStatus.UNAUTHENTICATED, "use_dpop_nonce");
    var seen =
        grpc.call(
            TaskServiceGrpcClient.GetTask,
            orchestrator.metadata("TaskService/GetTask", token, asked.nonce()),
            GetTaskRequest.newBuilder().setTaskId(taskId).build());
    assertThat(seen.status()).isEqualTo(GrpcStatus.OK);
    assertThat(seen.nonce()).isNotNull();
    assertThat(seen.message().getTask().getHopsList())
        .singleElement()
        .matches(root -> root.getStatus() == HopStatus.HOP_STATUS_LIVE);

    var other = new Party(site, "other");
    var foreign =
        grpc.call(
            TaskServiceGrpcClient.GetTask,
            other.metadata("TaskService/GetTask", other.apiToken(http), asked.nonce()),
            GetTaskRequest.newBuilder().setTaskId(taskId).build());
    assertRefused(foreign, GrpcStatus.NOT_FOUND, "not_found");

    var revoked =
        grpc.call(
            TaskServiceGrpcClient.RevokeTask,
            orchestrator.metadata("TaskService/RevokeTask", token),
            RevokeTaskRequest.newBuilder()
                .setRequestId(site.requestId().toString())
                .setTaskId(taskId)
                .build());
    assertThat(revoked.message().getHopsRevoked()).isEqualTo(1);
  }

  @Test
  void aStatementIsExchangedByItsDelegateOnly() throws Exception {
    var task = site.open("orchestrator", BOUNDARY);
    String statement = site.statement("orchestrator", task.token(), "research", BOUNDARY);
    var mine = exchange("research", statement);
    assertThat(mine.status()).as(mine.toString()).isEqualTo(GrpcStatus.OK);
    assertThat(mine.message().getToken().getDepth()).isEqualTo(1);
    assertRefused(exchange("analysis", statement), GrpcStatus.INVALID_ARGUMENT, "invalid_request");
    assertRefused(exchange("research", "x"), GrpcStatus.INVALID_ARGUMENT, "invalid_request");
    assertRefused(exchange("research", ""), GrpcStatus.INVALID_ARGUMENT, "invalid_request");
    String wider =
        site.statement(
            "orchestrator", task.token(), "research", BOUNDARY.replace("500.00", "500.01"));
    assertRefused(
        exchange("research", wider), GrpcStatus.INVALID_ARGUMENT, "invalid_authorization_details");
  }

  @Test
  void anOpeningThatIsNotInOrderIsRefused() throws Exception {
    var orchestrator = new Party(site, "orchestrator");
    var token = orchestrator.apiToken(http);
    for (var bad :
        Map.of(
                openTask().setRequestId("1"), "invalid_request",
                openTask().setRequestId("0b8f3d9e-6d3f-4c58-9d1c-0a1b2c3d4e5f"), "invalid_request",
                openTask().clearExpiresAt(), "invalid_request",
                openTask().setTemplate("x"), "invalid_request",
                openTask().clearAuthorizationDetails(), "invalid_request",
                openTask().setAuthorizationDetails("[{]"), "invalid_authorization_details",
                openTask().setAuthorizationDetails("[{\"type\":\"agent_action\",\"x\":1}]"),
                    "invalid_authorization_details",
                openTask().setMaxDepth(17), "invalid_request",
                openTask().setAudience("https://nowhere.test"), "invalid_target",
                openTask().setSubjectTokenType("x"), "invalid_request")
            .entrySet()) {
      var reply =
          grpc.call(
              TaskServiceGrpcClient.OpenTask,
              orchestrator.metadata("TaskService/OpenTask", token),
              bad.getKey().build());
      assertRefused(reply, GrpcStatus.INVALID_ARGUMENT, bad.getValue());
    }
  }

  @Test
  void whoDoesNotProveItselfIsRefused() throws Exception {
    var orchestrator = new Party(site, "orchestrator");
    var token = orchestrator.apiToken(http);
    var method = TaskServiceGrpcClient.OpenTask;
    var message = openTask().build();
    var good = orchestrator.metadata("TaskService/OpenTask", token);
    String here = "TaskService/OpenTask";

    assertRefused(
        grpc.call(method, Map.of(), message), GrpcStatus.UNAUTHENTICATED, "invalid_token");
    assertRefused(
        grpc.call(method, Map.of("authorization", good.get("authorization")), message),
        GrpcStatus.UNAUTHENTICATED,
        "invalid_dpop_proof");
    assertRefused(
        grpc.call(method, with(good, "authorization", "Bearer " + token), message),
        GrpcStatus.UNAUTHENTICATED,
        "invalid_token");
    assertRefused(
        grpc.call(
            method,
            with(good, "dpop", orchestrator.proof("TaskService/GetTask", token, null)),
            message),
        GrpcStatus.UNAUTHENTICATED,
        "invalid_dpop_proof");
    assertRefused(
        grpc.call(method, with(good, "dpop", orchestrator.proof(here, null, null)), message),
        GrpcStatus.UNAUTHENTICATED,
        "invalid_dpop_proof");
    assertRefused(
        grpc.call(
            method, with(good, "dpop", new Party(site, "other").proof(here, token, null)), message),
        GrpcStatus.UNAUTHENTICATED,
        "invalid_token");
    String proof = orchestrator.proof(here, token, null);
    var twice = Map.of("authorization", good.get("authorization"), "dpop", List.of(proof, proof));
    assertRefused(
        grpc.call(method, twice, message), GrpcStatus.UNAUTHENTICATED, "invalid_dpop_proof");
    String hop = redeemed().token();
    assertRefused(
        grpc.call(method, orchestrator.metadata(here, hop), message),
        GrpcStatus.UNAUTHENTICATED,
        "invalid_token");
    assertThat(grpc.call(method, good, message).status()).isEqualTo(GrpcStatus.OK);
    assertRefused(
        grpc.call(method, good, openTask().build()),
        GrpcStatus.UNAUTHENTICATED,
        "invalid_dpop_proof");
  }

  @Test
  void evidenceThatDoesNotHoldIsSaidOfTheAgent() throws Exception {
    IssuedInstance hop = redeemed();
    var question = question(hop, "{\"amount\":\"1.00\"}");
    assertThat(ask(question).status()).isEqualTo(GrpcStatus.OK);
    var spent = ask(question.toBuilder().setRequestId(site.requestId().toString()).build());
    assertRefused(spent, GrpcStatus.UNAUTHENTICATED, "invalid_dpop_proof");
    assertThat(spent.subject()).isEqualTo("agent");
    var token = question.toBuilder();
    token.getAgentBuilder().setAccessToken("x.y.z");
    var unknown = ask(token.setRequestId(site.requestId().toString()).build());
    assertRefused(unknown, GrpcStatus.UNAUTHENTICATED, "invalid_token");
    assertThat(unknown.subject()).isEqualTo("agent");
    var again = question.toBuilder();
    again.getActionBuilder().setArguments("{\"amount\":\"2.00\"}");
    assertRefused(ask(again.build()), GrpcStatus.ALREADY_EXISTS, "idempotency_conflict");
    for (String arguments : List.of("{", "[]", "{\"a\":1,\"a\":2}", "{\"a\":1e3}")) {
      var bad = question.toBuilder().setRequestId(site.requestId().toString());
      bad.getActionBuilder().setArguments(arguments);
      assertRefused(ask(bad.build()), GrpcStatus.INVALID_ARGUMENT, "invalid_request");
    }
  }

  @Test
  void aStreamAnswersManyQuestionsAndSettles() throws Exception {
    var erp = new Party(site, "rs:erp");
    String token = erp.apiToken(http);
    IssuedInstance hop = redeemed();
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
    var ended = EdgeServer.await(refusal.future());
    assertRefused(ended, GrpcStatus.UNAUTHENTICATED, "use_dpop_nonce");

    var call =
        grpc.open(
            AuthorizationServiceGrpcClient.AuthorizeStream,
            erp.metadata("AuthorizationService/AuthorizeStream", token, ended.nonce()));
    var answers = new java.util.concurrent.LinkedBlockingQueue<AuthorizeStreamResponse>();
    var end = Promise.<GrpcPeer.Reply<AuthorizeStreamResponse>>promise();
    call.response()
        .onSuccess(
            answer -> {
              answer.handler(answers::add);
              answer.endHandler(_ -> end.complete(GrpcPeer.reply(answer, null)));
            });
    int questions = 20;
    for (int i = 0; i < questions; i++) {
      var _ =
          call.write(
              AuthorizeStreamRequest.newBuilder()
                  .setAuthorize(question(hop, "{\"amount\":\"1.00\"}"))
                  .build());
    }
    String decision = "";
    for (int i = 0; i < questions; i++) {
      var answer = answers.poll(30, java.util.concurrent.TimeUnit.SECONDS);
      assertThat(answer.getAuthorize().getDecision()).isEqualTo(Decision.DECISION_ALLOW);
      decision = answer.getAuthorize().getDecisionId();
    }
    var settle =
        SettleRequest.newBuilder()
            .setRequestId(site.requestId().toString())
            .setDecisionId(decision)
            .setOutcome(Outcome.OUTCOME_NOT_EXECUTED);
    var _ = call.write(AuthorizeStreamRequest.newBuilder().setSettle(settle).build());
    assertThat(answers.poll(30, java.util.concurrent.TimeUnit.SECONDS).hasSettle()).isTrue();
    var _ = call.write(AuthorizeStreamRequest.getDefaultInstance());
    var error = answers.poll(30, java.util.concurrent.TimeUnit.SECONDS).getError();
    assertThat(error.getReason()).isEqualTo("invalid_request");
    assertThat(error.getCode()).isEqualTo(GrpcStatus.INVALID_ARGUMENT.code);
    var _ = call.end();
    assertThat(EdgeServer.await(end.future()).status()).isEqualTo(GrpcStatus.OK);
  }

  @Test
  void onlyOperatorsChangeControl() throws Exception {
    var ops = new Party(site, "ops");
    var agent = new Party(site, "research");
    String method = "AdminService/SuspendClient";
    var message =
        SuspendClientRequest.newBuilder()
            .setRequestId(site.requestId().toString())
            .setClientId("research")
            .build();
    assertRefused(
        grpc.call(
            AdminServiceGrpcClient.SuspendClient,
            agent.metadata(method, agent.apiToken(http)),
            message),
        GrpcStatus.PERMISSION_DENIED,
        "unauthorized_client");
    var done =
        grpc.call(
            AdminServiceGrpcClient.SuspendClient,
            ops.metadata(method, ops.apiToken(http)),
            message);
    assertThat(done.message().getControlSeq()).isPositive();
    var reply =
        http.post("/oauth2/token", agent.form("grant_type", "client_credentials"), agent.headers());
    assertThat(reply.error()).isEqualTo("invalid_client");
  }

  @Test
  void whatIsNotServedSaysSo() throws Exception {
    var reply =
        grpc.call(TaskServiceGrpcClient.WatchTask, Map.of(), WatchTaskRequest.getDefaultInstance());
    assertRefused(reply, GrpcStatus.UNIMPLEMENTED, "not_served");
  }

  @ParameterizedTest
  @CsvSource({
    "legate.v1.taskservice, OpenTask",
    "legate.v1.TaskService, openTask",
    "legate.v1.TaskService, OpenTask/",
    "/legate.v1.TaskService, OpenTask",
    "legate.v1.TaskService, Open%54ask",
    "grpc.reflection.v1.ServerReflection, ServerReflectionInfo",
    "grpc.health.v1.Health, List",
  })
  void aPathIsSpeltInOneWay(String service, String name) throws Exception {
    ServiceMethod<Buffer, Buffer> method =
        ServiceMethod.client(
            ServiceName.create(service),
            name,
            GrpcMessageEncoder.IDENTITY,
            GrpcMessageDecoder.IDENTITY);
    var orchestrator = new Party(site, "orchestrator");
    var metadata = orchestrator.metadata("TaskService/OpenTask", orchestrator.apiToken(http));
    var reply = grpc.call(method, metadata, Buffer.buffer(openTask().build().toByteArray()));
    assertThat(reply.status()).isEqualTo(GrpcStatus.UNIMPLEMENTED);
  }

  /// Vert.x resets the stream of a message that is none, so that the caller learns no more than
  /// that.
  @Test
  void aMessageThatIsTooLargeOrMalformedIsNotTakenIn() throws Exception {
    var orchestrator = new Party(site, "orchestrator");
    var metadata = orchestrator.metadata("TaskService/OpenTask", orchestrator.apiToken(http));
    ServiceMethod<Buffer, Buffer> method =
        ServiceMethod.client(
            ServiceName.create("legate.v1.TaskService"),
            "OpenTask",
            GrpcMessageEncoder.IDENTITY,
            GrpcMessageDecoder.IDENTITY);
    byte[] large =
        openTask().setPurpose("x".repeat(EdgeServer.REQUEST_BYTES)).build().toByteArray();
    assertRefused(
        grpc.call(method, metadata, Buffer.buffer(large)),
        GrpcStatus.RESOURCE_EXHAUSTED,
        "request_too_large");
    byte[] malformed = {(byte) 0xFF, 1, 2};
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> grpc.call(method, metadata, Buffer.buffer(malformed)))
        .withCauseInstanceOf(GrpcErrorException.class);
    assertThat(grpc.call(TaskServiceGrpcClient.OpenTask, metadata, openTask().build()).status())
        .isEqualTo(GrpcStatus.OK);
  }

  private OpenTaskRequest.Builder openTask() {
    return OpenTaskRequest.newBuilder()
        .setRequestId(site.requestId().toString())
        .setPurpose("pay the invoices of November")
        .setAuthorizationDetails(BOUNDARY)
        .setExpiresAt(Times.timestamp(site.clock.instant().plusSeconds(3_600)))
        .setMaxDepth(4);
  }

  private GrpcPeer.Reply<ExchangeResponse> exchange(String delegate, String statement)
      throws Exception {
    var message =
        io.legate.v1.ExchangeRequest.newBuilder()
            .setClientAssertion(ClientAssertion.newBuilder().setJwt(site.assertion(delegate)))
            .setSubjectToken(statement)
            .setSubjectTokenType(ExchangeRequest.JWT)
            .build();
    return grpc.call(
        TokenServiceGrpcClient.Exchange,
        new Party(site, delegate).metadata("TokenService/Exchange"),
        message);
  }

  /// A hop of `research` with an instance for the ERP.
  private IssuedInstance redeemed() throws Exception {
    var task = site.open("orchestrator", BOUNDARY);
    var hop = site.delegate("orchestrator", task.token(), "research", BOUNDARY);
    return site.renew("research", hop, Site.ERP);
  }

  private AuthorizeRequest question(IssuedInstance hop, String arguments) throws Exception {
    String adg = Site.action("payments.create", "erp://acme/invoices/i1", arguments).adg();
    var target =
        ProofMaker.Target.of("POST", Site.PAY).withToken(hop.token()).withActionDigest(adg);
    return AuthorizeRequest.newBuilder()
        .setRequestId(site.requestId().toString())
        .setAgent(
            AgentProof.newBuilder()
                .setAccessToken(hop.token())
                .setDpop(new ProofMaker(site.signer("research")).make(target, site.clock.instant()))
                .setHtm("POST")
                .setHtu(Site.PAY))
        .setAction(
            Action.newBuilder()
                .setAction("payments.create")
                .setResource("erp://acme/invoices/i1")
                .setArguments(arguments))
        .build();
  }

  private GrpcPeer.Reply<AuthorizeResponse> authorize(IssuedInstance hop, String arguments)
      throws Exception {
    return ask(question(hop, arguments));
  }

  private GrpcPeer.Reply<AuthorizeResponse> ask(AuthorizeRequest question) throws Exception {
    var erp = new Party(site, "rs:erp");
    return grpc.call(
        AuthorizationServiceGrpcClient.Authorize,
        erp.metadata("AuthorizationService/Authorize", erp.apiToken(http)),
        question);
  }

  private static Map<String, List<String>> with(
      Map<String, List<String>> metadata, String name, String value) {
    var changed = new java.util.HashMap<>(metadata);
    changed.put(name, List.of(value));
    return changed;
  }

  private static void assertRefused(GrpcPeer.Reply<?> reply, GrpcStatus status, String reason) {
    assertThat(reply.reason()).as(reply.toString()).isEqualTo(reason);
    assertThat(reply.status()).isEqualTo(status);
  }
}
