package io.legate.client.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.legate.client.broker.BrokerAddress;
import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerConnection.Identity;
import io.legate.client.broker.BrokerException;
import io.legate.client.resource.NotPermittedException;
import io.legate.client.resource.Refusal;
import io.legate.client.resource.Refusal.Decision;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.ResourceServerConfig;
import io.legate.client.testing.Loopback;
import io.legate.client.testing.Minted;
import io.legate.crypto.Signer;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import io.legate.identity.ClientId;
import io.legate.v1.IntrospectRequest;
import io.legate.v1.IntrospectResponse;
import io.legate.v1.TokenServiceGrpcClient;
import io.legate.v1.TokenServiceGrpcService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.server.GrpcServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gRPC server over TLS on the loopback address, with tokens minted by the test, called by a
/// plain gRPC client and by the broker's own.
class LegateCallHandlerTest {

  private static final String PATH = "/legate.v1.TokenService/Introspect";

  private final Signer brokerKey = Minted.key();
  private final Signer holder = Minted.key();
  private volatile LegateCallHandler.Method<IntrospectRequest, IntrospectResponse> method =
      (call, message) ->
          IntrospectResponse.newBuilder()
              .setClaims(call.actors().getFirst() + " " + message.getToken())
              .build();

  @TempDir Path folder;
  private Vertx vertx;
  private HttpServer http;
  private GrpcClient client;
  private ResourceServer server;
  private BrokerConnection connection;
  private String base;

  @BeforeEach
  void listen() throws Exception {
    var loopback = Loopback.generate();
    Path ca = loopback.ca(folder);
    vertx = Vertx.vertx();
    var grpc = GrpcServer.server(vertx);
    http = vertx.createHttpServer(loopback.server()).requestHandler(grpc).listen().await();
    base = "https://127.0.0.1:" + http.actualPort();
    var address = new BrokerAddress(URI.create(base), ca);
    var config =
        ResourceServerConfig.of(
                "rs:erp",
                Minted.AUDIENCE,
                URI.create(base + "/"),
                new BrokerAddress(URI.create(Minted.ISSUER), ca),
                Minted.key())
            .withNonces();
    server =
        ResourceServer.pinned(
            config, Minted.jwks(brokerKey.publicKey()), Minted.nothingRevoked(Instant.now()));
    grpc.callHandler(
        TokenServiceGrpcService.Introspect,
        LegateCallHandler.of(server, (call, message) -> method.call(call, message)));
    client =
        GrpcClient.client(
            vertx,
            new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setTrustOptions(new PemTrustOptions().addCertPath(ca.toString())));
    var identity = new Identity(new ClientId("agent:action"), holder, holder, "");
    connection = BrokerConnection.open(address, identity, InstantSource.system());
  }

  @AfterEach
  void close() {
    connection.close();
    server.close();
    vertx.close().await();
  }

  /// What a call came to.
  private record Came(@Nullable IntrospectResponse answer, int status, @Nullable String nonce) {}

  private Came call(String token, Target target) {
    String proof = new ProofMaker(holder).make(target.withToken(token), Instant.now());
    var address = SocketAddress.inetSocketAddress(http.actualPort(), "127.0.0.1");
    return client
        .request(address, TokenServiceGrpcClient.Introspect)
        .compose(
            request -> {
              request.headers().set("authorization", "DPoP " + token).set("dpop", proof);
              request.end(IntrospectRequest.newBuilder().setToken("t").build());
              return request.response();
            })
        .compose(
            response ->
                response
                    .last()
                    .transform(last -> Future.succeededFuture(came(response, last.result()))))
        .await();
  }

  private static Came came(
      GrpcClientResponse<IntrospectRequest, IntrospectResponse> response,
      @Nullable IntrospectResponse answer) {
    String nonce = response.headers().get("dpop-nonce");
    return new Came(
        answer,
        response.status().code,
        nonce == null ? response.trailers().get("dpop-nonce") : nonce);
  }

  private String token() {
    return Minted.token(brokerKey, Minted.claims(holder.publicKey(), Instant.now()));
  }

  @Test
  void anAuthenticatedCallReachesItsMethodWithTheNonceItWasAskedFor() {
    var first = call(token(), Target.of("POST", base + PATH));
    assertThat(first.status()).isEqualTo(16);
    assertThat(first.nonce()).isNotNull();
    var second = call(token(), Target.of("POST", base + PATH).withNonce(first.nonce()));
    assertThat(second.status()).isZero();
    assertThat(second.answer())
        .isEqualTo(IntrospectResponse.newBuilder().setClaims("agent:action t").build());
    assertThat(second.nonce()).isNotNull();
  }

  @Test
  void theAddressIsComparedCharacterByCharacter() {
    String nonce = server.newNonce();
    var other = Target.of("POST", base.replace("https", "HTTPS") + PATH).withNonce(nonce);
    assertThat(call(token(), other).status()).isEqualTo(16);
    assertThat(call(token(), Target.of("POST", PATH).withNonce(nonce)).status()).isEqualTo(16);
  }

  @Test
  void ourOwnClientReadsTheReasonOfARefusal() {
    assertThatExceptionOfType(BrokerException.class)
        .isThrownBy(
            () ->
                connection.callWithAssertion(
                    TokenServiceGrpcClient.Introspect, _ -> IntrospectRequest.getDefaultInstance()))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(BrokerException.Code.UNAUTHENTICATED);
              assertThat(e.reason()).isEqualTo("invalid_token");
              assertThat(e.sentence()).isEqualTo("an access token and a proof are needed");
              assertThat(e.retryable()).isFalse();
            });
  }

  @Test
  void aServerOfAnotherAuthorityIsNotSpokenTo(@TempDir Path elsewhere) {
    Path otherCa = Loopback.generate().ca(elsewhere);
    var identity = new Identity(new ClientId("agent:action"), holder, holder, "");
    var address = new BrokerAddress(URI.create(base), otherCa);
    try (var misled = BrokerConnection.open(address, identity, InstantSource.system())) {
      assertThatExceptionOfType(BrokerException.class)
          .isThrownBy(() -> misled.document("/oauth2/jwks"))
          .satisfies(e -> assertThat(e.reason()).isEqualTo("broker_not_trusted"))
          .satisfies(e -> assertThat(e.retryable()).isFalse());
    }
  }

  @Test
  void eachRefusalHasItsStatus() {
    assertThat(statusOf(Decision.DENY)).isEqualTo(7);
    assertThat(statusOf(Decision.ESCALATE)).isEqualTo(9);
    assertThat(statusOf(Decision.RATE_LIMITED)).isEqualTo(8);
  }

  private int statusOf(Decision decision) {
    method =
        (_, _) -> {
          throw new NotPermittedException(
              new Refusal(
                  decision,
                  List.of(new Refusal.Reason("limit_spent", "it is spent", "limit", "")),
                  Instant.now(),
                  "e-1"));
        };
    return call(token(), Target.of("POST", base + PATH).withNonce(server.newNonce())).status();
  }

  @Test
  void aMethodThatBreaksTellsNothing() {
    method =
        (_, _) -> {
          throw new IllegalStateException("secret");
        };
    var came = call(token(), Target.of("POST", base + PATH).withNonce(server.newNonce()));
    assertThat(came.status()).isEqualTo(13);
  }
}
