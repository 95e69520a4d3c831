package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.legate.edge.GrpcPeer.Reply;
import io.legate.edge.Party;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.GetListRequest;
import io.legate.v1.ListListsRequest;
import io.legate.v1.SetSignalRequest;
import io.legate.v1.UpdateListRequest;
import io.legate.v1.UpdateListResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Lists and signals over gRPC.
class LiveFactsCallsTest extends Chain {

  @Test
  void aListIsChangedAndReadPageByPage() throws Exception {
    String token = new Party(site, "ops").apiToken(http);
    var changed = update(token, List.of("v3", "v1", "v2"));
    assertThat(changed.message().getVersion()).isEqualTo(1);
    assertThat(changed.message().getControlSeq()).isPositive();

    var lists =
        read(
            token,
            "ListLists",
            AdminServiceGrpcClient.ListLists,
            ListListsRequest.getDefaultInstance());
    assertThat(lists.message().getListsList())
        .singleElement()
        .satisfies(
            list -> {
              assertThat(list.getList()).isEqualTo("blocked_vendors");
              assertThat(list.getVersion()).isEqualTo(1);
              assertThat(list.getEntries()).isEqualTo(3);
            });

    var question = GetListRequest.newBuilder().setList("blocked_vendors").setPageSize(2);
    var first = read(token, "GetList", AdminServiceGrpcClient.GetList, question.build());
    assertThat(first.message().getEntriesList()).containsExactly("v1", "v2");
    question.setPageToken(first.message().getNextPageToken());
    var second = read(token, "GetList", AdminServiceGrpcClient.GetList, question.build());
    assertThat(second.message().getEntriesList()).containsExactly("v3");
    assertThat(second.message().getNextPageToken()).isEmpty();
  }

  @Test
  void aListThatIsNotThereIsNotFound() throws Exception {
    String token = new Party(site, "ops").apiToken(http);
    assertRefused(
        read(
            token,
            "GetList",
            AdminServiceGrpcClient.GetList,
            GetListRequest.newBuilder().setList("blocked_vendors").build()),
        GrpcStatus.NOT_FOUND,
        "not_found");
  }

  @Test
  void aSignalIsInForceWhenItIsAcknowledged() throws Exception {
    var ops = new Party(site, "ops");
    String token = ops.apiToken(http);
    var message =
        SetSignalRequest.newBuilder()
            .setRequestId(site.requestId().toString())
            .setSignal("risk")
            .setAbout("research")
            .setValue("7.5")
            .setValidFor(Duration.newBuilder().setSeconds(60));
    var reply =
        grpc.call(
            AdminServiceGrpcClient.SetSignal,
            ops.metadata("AdminService/SetSignal", token),
            message.build());
    var now = site.clock.instant();
    assertThat(reply.message().getInForceAt()).isEqualTo(Times.timestamp(now));
    assertThat(reply.message().getExpiresAt()).isEqualTo(Times.timestamp(now.plusSeconds(60)));
    var signal = site.use.control().get().facts().signal("risk", "research", now);
    assertThat(signal.value()).isEqualTo(new BigDecimal("7.5"));
    message.setValidFor(Duration.newBuilder().setSeconds(Long.MAX_VALUE).setNanos(-1));
    assertRefused(
        grpc.call(
            AdminServiceGrpcClient.SetSignal,
            ops.metadata("AdminService/SetSignal", token),
            message.build()),
        GrpcStatus.INVALID_ARGUMENT,
        "invalid_request");
  }

  @Test
  void anAgentNeitherReadsNorChangesThem() throws Exception {
    var agent = new Party(site, "research");
    String token = agent.apiToken(http);
    assertRefused(
        grpc.call(
            AdminServiceGrpcClient.UpdateList,
            agent.metadata("AdminService/UpdateList", token),
            UpdateListRequest.newBuilder()
                .setRequestId(site.requestId().toString())
                .setList("blocked_vendors")
                .build()),
        GrpcStatus.PERMISSION_DENIED,
        "unauthorized_client");
    var nonce =
        grpc.call(
                AdminServiceGrpcClient.ListLists,
                agent.metadata("AdminService/ListLists", token),
                ListListsRequest.getDefaultInstance())
            .nonce();
    assertRefused(
        grpc.call(
            AdminServiceGrpcClient.ListLists,
            agent.metadata("AdminService/ListLists", token, nonce),
            ListListsRequest.getDefaultInstance()),
        GrpcStatus.PERMISSION_DENIED,
        "unauthorized_client");
  }

  private Reply<UpdateListResponse> update(String token, List<String> add) throws Exception {
    return grpc.call(
        AdminServiceGrpcClient.UpdateList,
        new Party(site, "ops").metadata("AdminService/UpdateList", token),
        UpdateListRequest.newBuilder()
            .setRequestId(site.requestId().toString())
            .setList("blocked_vendors")
            .addAllAdd(add)
            .setReason("reported by finance")
            .build());
  }

  /// Reads need a nonce, which the first refusal hands out.
  private <Q extends Message, A> Reply<A> read(
      String token, String name, ServiceMethod<A, Q> method, Q message) throws Exception {
    var ops = new Party(site, "ops");
    var refused = grpc.call(method, ops.metadata("AdminService/" + name, token), message);
    return grpc.call(method, ops.metadata("AdminService/" + name, token, refused.nonce()), message);
  }
}
