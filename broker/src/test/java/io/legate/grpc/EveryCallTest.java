package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.legate.assembly.Site;
import io.legate.edge.EdgeServer;
import io.legate.edge.GrpcPeer;
import io.legate.edge.GrpcPeer.Reply;
import io.legate.edge.HttpPeer;
import io.legate.edge.Party;
import io.legate.v1.AdminServiceGrpcService;
import io.legate.v1.AuthorizationServiceGrpcService;
import io.legate.v1.TaskServiceGrpcService;
import io.legate.v1.TokenServiceGrpcService;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every method with one message each way refuses, whatever it is for.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryCallTest {

  private static final Set<String> UNSERVED =
      Set.of(
          "WatchTask",
          "WatchRevocations",
          "AuthorizeStream",
          "UpdateList",
          "SetSignal",
          "PublishPolicy");

  private static final byte[] MALFORMED = {(byte) 0xFF, 1, 2};

  private EdgeServer server;
  private Site site;
  private GrpcPeer grpc;
  private HttpPeer http;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = new EdgeServer(folder);
    site = server.site;
    grpc = server.grpc();
    http = server.http();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static Stream<Called> calls() {
    return Stream.of(
            TaskServiceGrpcService.SERVICE_DESCRIPTOR,
            TokenServiceGrpcService.SERVICE_DESCRIPTOR,
            AuthorizationServiceGrpcService.SERVICE_DESCRIPTOR,
            AdminServiceGrpcService.SERVICE_DESCRIPTOR)
        .map(ServiceDescriptor::getMethods)
        .flatMap(List::stream)
        .filter(method -> !UNSERVED.contains(method.getName()))
        .map(Called::new);
  }

  /// A method, and who may call it.
  record Called(MethodDescriptor method) {

    ServiceMethod<Buffer, Buffer> bytes() {
      return ServiceMethod.client(
          ServiceName.create(method.getService().getFullName()),
          method.getName(),
          GrpcMessageEncoder.IDENTITY,
          GrpcMessageDecoder.IDENTITY);
    }

    /// Its name as proofs have it.
    String name() {
      return method.getService().getName() + "/" + method.getName();
    }

    boolean isByAssertion() {
      return method.getName().equals("Exchange");
    }

    boolean isRecorded() {
      return !Set.of(
              "GetTask",
              "Introspect",
              "ListClients",
              "ListLists",
              "GetList",
              "ListSigningKeys",
              "ListHolds")
          .contains(method.getName());
    }

    String client() {
      return switch (method.getService().getName()) {
        case "AuthorizationService" -> "rs:erp";
        case "AdminService" -> "ops";
        default -> "orchestrator";
      };
    }

    @Override
    public String toString() {
      return name();
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void whoShowsNothingIsRefused(Called called) throws Exception {
    assertRefused(
        send(called, Map.of(), new byte[0]),
        GrpcStatus.UNAUTHENTICATED,
        called.isByAssertion() ? "invalid_client" : "invalid_token");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aTokenIsNothingWithoutItsProof(Called called) throws Exception {
    if (called.isByAssertion()) {
      return;
    }
    var client = new Party(site, called.client());
    String token = client.apiToken(http);
    var sent = List.of("DPoP " + token);
    assertRefused(
        send(called, Map.of("authorization", sent), new byte[0]),
        GrpcStatus.UNAUTHENTICATED,
        "invalid_dpop_proof");
    String elsewhere = client.proof("TaskService/Elsewhere", token, null);
    assertRefused(
        send(called, Map.of("authorization", sent, "dpop", List.of(elsewhere)), new byte[0]),
        GrpcStatus.UNAUTHENTICATED,
        "invalid_dpop_proof");
    String foreign = new Party(site, "other").proof(called.name(), token, nonce());
    assertRefused(
        send(called, Map.of("authorization", sent, "dpop", List.of(foreign)), new byte[0]),
        GrpcStatus.UNAUTHENTICATED,
        "invalid_token");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aCallThatIsNotRecordedNeedsANonce(Called called) throws Exception {
    if (called.isByAssertion()) {
      return;
    }
    var client = new Party(site, called.client());
    var good = client.metadata(called.name(), client.apiToken(http));
    var reply = send(called, good, new byte[0]);
    boolean asked = reply.reason().equals("use_dpop_nonce");
    assertThat(asked).isEqualTo(!called.isRecorded());
    assertThat(reply.nonce() != null).isEqualTo(asked);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aHopsTokenAuthenticatesNobody(Called called) throws Exception {
    String hop = site.open("orchestrator", Site.ALL).token().token();
    var metadata = new Party(site, "orchestrator").metadata(called.name(), hop, nonce());
    assertRefused(
        send(called, metadata, new byte[0]),
        GrpcStatus.UNAUTHENTICATED,
        called.isByAssertion() ? "invalid_client" : "invalid_token");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void aMessageThatIsNoneIsToldSo(Called called) throws Exception {
    var malformed = send(called, Map.of(), MALFORMED);
    assertRefused(malformed, GrpcStatus.INVALID_ARGUMENT, "invalid_request");
    assertThat(malformed.sentence()).isEqualTo("the message is not well-formed");
    assertRefused(
        send(called, Map.of(), new byte[EdgeServer.REQUEST_BYTES + 1]),
        GrpcStatus.RESOURCE_EXHAUSTED,
        "request_too_large");
    assertRefused(send(called, Map.of()), GrpcStatus.INVALID_ARGUMENT, "invalid_request");
    assertRefused(
        send(called, Map.of(), new byte[0], new byte[0]),
        GrpcStatus.INVALID_ARGUMENT,
        "invalid_request");
  }

  /// A nonce that would be accepted, so that it is not what is missing.
  private String nonce() throws Exception {
    var client = new Party(site, "ops");
    var metadata = client.metadata("AdminService/ListClients", client.apiToken(http));
    var list =
        calls()
            .filter(called -> called.name().equals("AdminService/ListClients"))
            .findFirst()
            .orElseThrow();
    return send(list, metadata, new byte[0]).nonce();
  }

  private Reply<Buffer> send(Called called, Map<String, List<String>> metadata, byte[]... messages)
      throws Exception {
    GrpcClientRequest<Buffer, Buffer> call = grpc.open(called.bytes(), metadata);
    var reply =
        call.response()
            .compose(
                answer ->
                    answer
                        .end()
                        .transform(_ -> Future.succeededFuture(GrpcPeer.reply(answer, null))));
    Arrays.stream(messages).map(Buffer::buffer).forEach(call::write);
    var _ = call.end();
    return EdgeServer.await(reply);
  }

  private static void assertRefused(Reply<?> reply, GrpcStatus status, String reason) {
    assertThat(reply.reason()).as(reply.toString()).isEqualTo(reason);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.sentence()).isNotEmpty().doesNotContain("xception", "protobuf");
  }
}
