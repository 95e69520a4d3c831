package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.legate.edge.GrpcPeer.Reply;
import io.legate.edge.Party;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.RestoreClientRequest;
import io.legate.v1.RevokeClientRequest;
import io.legate.v1.RevokeKeyRequest;
import io.legate.v1.RevokeTaskRequest;
import io.legate.v1.SuspendClientRequest;
import io.legate.v1.TaskServiceGrpcClient;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A call whose answer was lost is made again with the same `request_id`, and answered the same.
class RetriesTest extends Chain {

  @Test
  void aRevocationTellsTheSameNumberAgain() throws Exception {
    var task = site.open("orchestrator", BOUNDARY);
    var research = site.delegate("orchestrator", task.token(), "research", BOUNDARY);
    site.delegate("research", research, "analysis", BOUNDARY);
    site.delegate("orchestrator", task.token(), "action", BOUNDARY);
    var hop =
        revocation(task.token().task().toString()).setHopId(research.hop().toString()).build();
    var first = revoke(hop).message();
    assertThat(first.getHopsRevoked()).isEqualTo(2);
    assertThat(revoke(hop).message()).isEqualTo(first);

    var whole = revocation(task.token().task().toString()).build();
    var ended = revoke(whole).message();
    assertThat(ended.getHopsRevoked()).isEqualTo(2);
    assertThat(revoke(whole).message()).isEqualTo(ended);
  }

  private RevokeTaskRequest.Builder revocation(String task) {
    return RevokeTaskRequest.newBuilder().setRequestId(site.requestId().toString()).setTaskId(task);
  }

  private Reply<io.legate.v1.RevokeTaskResponse> revoke(RevokeTaskRequest request)
      throws Exception {
    return call("orchestrator", "TaskService", TaskServiceGrpcClient.RevokeTask, request);
  }

  @Test
  void aChangeOfControlIsMadeOnce() throws Exception {
    var suspension =
        SuspendClientRequest.newBuilder()
            .setRequestId(site.requestId().toString())
            .setClientId("research")
            .setReason("it loops")
            .build();
    var first = admin(AdminServiceGrpcClient.SuspendClient, suspension);
    assertThat(first.message().getControlSeq()).isPositive();
    var restoration =
        RestoreClientRequest.newBuilder()
            .setRequestId(site.requestId().toString())
            .setClientId("research")
            .build();
    var restored = admin(AdminServiceGrpcClient.RestoreClient, restoration);
    assertThat(restored.message().getControlSeq()).isGreaterThan(first.message().getControlSeq());

    // Late, it must not halt again what was restored since.
    var late = admin(AdminServiceGrpcClient.SuspendClient, suspension);
    assertThat(late.message()).isEqualTo(first.message());
    assertThat(site.use.control().get().isInForce(site.caller("research").id())).isTrue();
    assertThat(admin(AdminServiceGrpcClient.RestoreClient, restoration).message())
        .isEqualTo(restored.message());

    for (var other :
        new SuspendClientRequest[] {
          suspension.toBuilder().setClientId("analysis").build(),
          suspension.toBuilder().setReason("it stands still").build()
        }) {
      assertRefused(
          admin(AdminServiceGrpcClient.SuspendClient, other),
          GrpcStatus.ALREADY_EXISTS,
          "idempotency_conflict");
    }
    site.clock.advance(Duration.ofHours(2));
    assertRefused(
        admin(AdminServiceGrpcClient.SuspendClient, suspension),
        GrpcStatus.INVALID_ARGUMENT,
        "request_expired");
  }

  @Test
  void aRevocationOfAClientOrKeyIsMadeOnce() throws Exception {
    var client =
        RevokeClientRequest.newBuilder()
            .setRequestId(site.requestId().toString())
            .setClientId("other")
            .build();
    var revoked = admin(AdminServiceGrpcClient.RevokeClient, client).message();
    assertThat(admin(AdminServiceGrpcClient.RevokeClient, client).message()).isEqualTo(revoked);
    var key =
        RevokeKeyRequest.newBuilder()
            .setRequestId(client.getRequestId())
            .setJkt(site.key("other").thumbprint().value())
            .build();
    var ended = admin(AdminServiceGrpcClient.RevokeKey, key).message();
    assertThat(ended.getControlSeq()).isGreaterThan(revoked.getControlSeq());
    assertThat(admin(AdminServiceGrpcClient.RevokeKey, key).message()).isEqualTo(ended);
    var another = key.toBuilder().setJkt(site.key("action").thumbprint().value()).build();
    assertRefused(
        admin(AdminServiceGrpcClient.RevokeKey, another),
        GrpcStatus.ALREADY_EXISTS,
        "idempotency_conflict");
    assertThat(site.use.control().get().revokedKeys())
        .doesNotContain(site.key("action").thumbprint());
  }

  private <Q extends Message, A> Reply<A> admin(ServiceMethod<A, Q> method, Q message)
      throws Exception {
    return call("ops", "AdminService", method, message);
  }

  private <Q extends Message, A> Reply<A> call(
      String client, String service, ServiceMethod<A, Q> method, Q message) throws Exception {
    var party = new Party(site, client);
    return grpc.call(
        method, party.metadata(service + "/" + method.methodName(), party.apiToken(http)), message);
  }
}
