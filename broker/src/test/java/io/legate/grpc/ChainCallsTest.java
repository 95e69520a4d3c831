package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.edge.Party;
import io.legate.issue.IssuedInstance;
import io.legate.v1.Decision;
import io.legate.v1.GetTaskRequest;
import io.legate.v1.HopStatus;
import io.legate.v1.RevokeTaskRequest;
import io.legate.v1.TaskServiceGrpcClient;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A chain over gRPC: opened, delegated, acted on, revoked, and what is refused on the way.
class ChainCallsTest extends Chain {

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
}
