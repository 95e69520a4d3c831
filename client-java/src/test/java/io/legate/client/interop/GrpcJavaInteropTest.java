package io.legate.client.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.legate.client.live.Company;
import io.legate.identity.Uuid7;
import io.legate.v1.Action;
import io.legate.v1.AgentProof;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.ClientAssertion;
import io.legate.v1.Decision;
import io.legate.v1.ExchangeRequest;
import io.legate.v1.ExchangeResponse;
import io.legate.v1.IntrospectRequest;
import io.legate.v1.IntrospectResponse;
import io.legate.v1.RevokeRequest;
import io.legate.v1.RevokeResponse;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// grpc-java, unmodified and with a Netty of its own, does the whole flow over gRPC; API tokens it
/// gets over HTTP with the Nimbus SDK, because gRPC has no `client_credentials`.
class GrpcJavaInteropTest {

  private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
  private static final Metadata.Key<String> NONCE = key("dpop-nonce");

  private Stage stage;
  private NimbusHttp http;
  private ManagedChannel channel;
  private NimbusParty orchestrator;
  private NimbusParty first;
  private NimbusParty second;
  private NimbusParty server;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    stage = Stage.open(folder);
    http = NimbusHttp.to(stage);
    var company = stage.company();
    orchestrator = NimbusParty.of(stage, company.orchestrator());
    first = NimbusParty.of(stage, company.first());
    second = NimbusParty.of(stage, company.second());
    server = NimbusParty.of(stage, company.resourceServer());
    var issuer = URI.create(stage.issuer());
    channel =
        NettyChannelBuilder.forAddress(issuer.getHost(), issuer.getPort())
            .sslContext(GrpcSslContexts.forClient().trustManager(stage.ca().toFile()).build())
            .build();
  }

  @AfterEach
  void close() throws Exception {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    stage.close();
  }

  @Test
  void grpcJavaDoesTheWholeFlow() throws Exception {
    String root = stage.root().instanceFor(stage.issuer()).token();
    String whole =
        exchange(
            first, orchestrator.statement(first, stage, root, Stage.boundary("400.00", 2)), "");
    String statement = first.statement(second, stage, whole, Stage.boundary("300.00", 0));
    String below = exchange(second, statement, Company.AUDIENCE);

    var wider = first.statement(second, stage, whole, Stage.boundary("450.00", 0));
    var refused =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> exchange(second, wider, Company.AUDIENCE));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(String.valueOf(StatusProto.fromThrowable(refused)))
        .contains("invalid_authorization_details");

    AccessToken api = http.apiToken(server);
    assertThat(introspect(api, below)).isTrue();
    assertThat(pay(api, below, "10.00")).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(pay(api, below, "350.00")).isEqualTo(Decision.DECISION_DENY);

    AccessToken own = http.apiToken(first);
    call(
        "TokenService/Revoke",
        first,
        own,
        RevokeRequest.newBuilder().setRequestId(requestId()).setToken(whole).build(),
        RevokeResponse.getDefaultInstance());
    assertThat(introspect(api, below)).as("with a hop ends what is below it").isFalse();
  }

  private String exchange(NimbusParty client, String statement, String audience) throws Exception {
    String assertion =
        ((com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT) client.authentication())
            .getClientAssertion()
            .serialize();
    var request =
        ExchangeRequest.newBuilder()
            .setClientAssertion(ClientAssertion.newBuilder().setJwt(assertion))
            .setSubjectToken(statement)
            .setSubjectTokenType(JWT);
    if (!audience.isEmpty()) {
      request.addAudience(audience);
    }
    return call(
            "TokenService/Exchange",
            client,
            null,
            request.build(),
            ExchangeResponse.getDefaultInstance())
        .getToken()
        .getAccessToken();
  }

  private boolean introspect(AccessToken api, String token) throws Exception {
    return call(
            "TokenService/Introspect",
            server,
            api,
            IntrospectRequest.newBuilder().setToken(token).build(),
            IntrospectResponse.getDefaultInstance())
        .getActive();
  }

  private Decision pay(AccessToken api, String token, String amount) throws Exception {
    URI uri = URI.create(Company.AUDIENCE + "/payments");
    String proof = second.proof(uri, new DPoPAccessToken(token), null).serialize();
    var agent =
        AgentProof.newBuilder()
            .setAccessToken(token)
            .setDpop(proof)
            .setHtm("POST")
            .setHtu(uri.toString());
    var action =
        Action.newBuilder()
            .setAction("payments.create")
            .setResource("invoice://acme/1")
            .setArguments("{\"amount\":\"" + amount + "\",\"currency\":\"EUR\"}");
    var request =
        AuthorizeRequest.newBuilder()
            .setRequestId(requestId())
            .setAgent(agent)
            .setAction(action)
            .build();
    return call(
            "AuthorizationService/Authorize",
            server,
            api,
            request,
            AuthorizeResponse.getDefaultInstance())
        .getDecision();
  }

  private static String requestId() {
    return Uuid7.at(Instant.now()).toString();
  }

  /// One call with its proof; once more with the nonce that is asked for.
  private <Q extends Message, A extends Message> A call(
      String method, NimbusParty caller, @Nullable AccessToken token, Q request, A prototype)
      throws Exception {
    try {
      return call(method, caller, token, null, request, prototype);
    } catch (StatusRuntimeException e) {
      Metadata trailers = e.getTrailers();
      String nonce = trailers == null ? null : trailers.get(NONCE);
      if (nonce == null) {
        throw e;
      }
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(String.valueOf(StatusProto.fromThrowable(e))).contains("use_dpop_nonce");
      return call(method, caller, token, nonce, request, prototype);
    }
  }

  @SuppressWarnings("unchecked")
  private <Q extends Message, A extends Message> A call(
      String method,
      NimbusParty caller,
      @Nullable AccessToken token,
      @Nullable String nonce,
      Q request,
      A prototype)
      throws Exception {
    String name = "legate.v1." + method;
    var descriptor =
        MethodDescriptor.<Q, A>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName(name)
            .setRequestMarshaller(ProtoUtils.marshaller((Q) request.getDefaultInstanceForType()))
            .setResponseMarshaller(ProtoUtils.marshaller(prototype))
            .build();
    var headers = new Metadata();
    URI htu = URI.create(stage.issuer() + "/" + name);
    headers.put(key("dpop"), caller.proof(htu, token, nonce).serialize());
    if (token != null) {
      headers.put(key("authorization"), "DPoP " + token.getValue());
    }
    var intercepted =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    return ClientCalls.blockingUnaryCall(
        intercepted,
        descriptor,
        CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
        request);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
