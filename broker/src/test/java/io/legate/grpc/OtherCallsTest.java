package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.edge.EdgeServer;
import io.legate.edge.GrpcPeer;
import io.legate.edge.Party;
import io.legate.issue.IssuedInstance;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeStreamRequest;
import io.legate.v1.AuthorizeStreamResponse;
import io.legate.v1.Decision;
import io.legate.v1.Outcome;
import io.legate.v1.SettleRequest;
import io.legate.v1.SuspendClientRequest;
import io.legate.v1.TaskServiceGrpcClient;
import io.legate.v1.WatchTaskRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.common.WireFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Streams, control, and calls that are not taken in.
class OtherCallsTest extends Chain {

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

  @Test
  void aStreamEndsWithAMessageThatIsNone() throws Exception {
    var erp = new Party(site, "rs:erp");
    String token = erp.apiToken(http);
    byte[] large = new byte[EdgeServer.REQUEST_BYTES + 1];
    byte[] malformed = {(byte) 0xFF, 1, 2};
    assertRefused(stream(erp, token, malformed), GrpcStatus.INVALID_ARGUMENT, "invalid_request");
    assertRefused(stream(erp, token, large), GrpcStatus.RESOURCE_EXHAUSTED, "request_too_large");
  }

  /// Opens a stream, sends one message and leaves it open.
  private GrpcPeer.Reply<Buffer> stream(Party erp, String token, byte[] message) throws Exception {
    var asked =
        grpc.call(
            AuthorizationServiceGrpcClient.AuthorizeStream,
            erp.metadata("AuthorizationService/AuthorizeStream", token),
            AuthorizeStreamRequest.getDefaultInstance());
    ServiceMethod<Buffer, Buffer> method =
        ServiceMethod.client(
            ServiceName.create("legate.v1.AuthorizationService"),
            "AuthorizeStream",
            GrpcMessageEncoder.IDENTITY,
            GrpcMessageDecoder.IDENTITY);
    var call =
        grpc.open(
            method, erp.metadata("AuthorizationService/AuthorizeStream", token, asked.nonce()));
    var ended = Promise.<GrpcPeer.Reply<Buffer>>promise();
    call.response()
        .onFailure(ended::tryFail)
        .onSuccess(
            answer -> {
              answer.exceptionHandler(ended::tryFail);
              answer.endHandler(_ -> ended.tryComplete(GrpcPeer.reply(answer, null)));
            });
    var _ = call.write(Buffer.buffer(message));
    return EdgeServer.await(ended.future());
  }

  @Test
  void messagesAreProtobufAndNotJson() throws Exception {
    var orchestrator = new Party(site, "orchestrator");
    var call =
        grpc.open(
            TaskServiceGrpcClient.OpenTask,
            orchestrator.metadata("TaskService/OpenTask", orchestrator.apiToken(http)));
    var reply =
        call.response()
            .compose(
                answer ->
                    answer
                        .end()
                        .transform(_ -> Future.succeededFuture(GrpcPeer.reply(answer, null))));
    call.format(WireFormat.JSON);
    var _ = call.end(openTask().build());
    assertRefused(EdgeServer.await(reply), GrpcStatus.UNIMPLEMENTED, "not_served");
  }
}
