package io.legate.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.client.broker.AgentAction;
import io.legate.client.broker.BrokerAddress;
import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerConnection.Identity;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.HttpsClient;
import io.legate.client.broker.HttpsClient.Answer;
import io.legate.client.resource.NotPermittedException;
import io.legate.client.resource.Refusal;
import io.legate.client.resource.Refusal.Decision;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.ResourceServerConfig;
import io.legate.client.testing.Loopback;
import io.legate.client.testing.Minted;
import io.legate.client.web.LegateHandler.Endpoint;
import io.legate.crypto.Signer;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A resource server over TLS on the loopback address, with tokens minted by the test.
class LegateHandlerTest {

  private static final Obj BODY = Obj.with("amount", "118.00").build();

  private final Signer brokerKey = Minted.key();
  private final Signer holder = Minted.key();
  private volatile Endpoint endpoint =
      (call, _, body) -> Obj.with("who", call.actors().getFirst()).with("body", body).build();

  @TempDir Path folder;
  private Vertx vertx;
  private HttpServer http;
  private BrokerConnection client;
  private HttpsClient caller;
  private String base;
  private ResourceServer plain;
  private ResourceServer asking;
  private ResourceServer described;

  @BeforeEach
  void listen() throws Exception {
    var loopback = Loopback.generate();
    Path ca = loopback.ca(folder);
    vertx = Vertx.vertx();
    var router = Router.router(vertx);
    http = vertx.createHttpServer(loopback.server()).requestHandler(router).listen().await();
    base = "https://127.0.0.1:" + http.actualPort();
    var address = new BrokerAddress(URI.create(Minted.ISSUER), ca);
    var config =
        ResourceServerConfig.of(
            "rs:erp", Minted.AUDIENCE, URI.create(base + "/"), address, Minted.key());
    var jwks = Minted.jwks(brokerKey.publicKey());
    plain = ResourceServer.pinned(config, jwks, Minted.nothingRevoked(Instant.now()));
    asking = ResourceServer.pinned(config.withNonces(), jwks, Minted.nothingRevoked(Instant.now()));
    Endpoint current = (call, context, body) -> endpoint.handle(call, context, body);
    router.post("/payments").handler(LegateHandler.of(plain, current));
    router.post("/asking").handler(LegateHandler.of(asking, current));
    var telling = config.describing();
    described = ResourceServer.pinned(telling, jwks, Minted.nothingRevoked(Instant.now()));
    router.post("/described").handler(LegateHandler.of(described, current));
    MetadataHandler.addTo(router, telling);
    var identity = new Identity(new ClientId("agent:action"), holder, holder, "");
    client = BrokerConnection.open(address, identity, InstantSource.system());
    caller = client.httpsTo("127.0.0.1", http.actualPort(), ca);
  }

  @AfterEach
  void close() {
    client.close();
    plain.close();
    asking.close();
    described.close();
    vertx.close().await();
  }

  private String token() {
    return Minted.token(brokerKey, Minted.claims(holder.publicKey(), Instant.now()));
  }

  private Map<String, String> headers(String scheme, String token, Target target) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("authorization", scheme + " " + token);
    headers.put("dpop", new ProofMaker(holder).make(target.withToken(token), Instant.now()));
    headers.put("content-type", "application/json");
    return headers;
  }

  private Answer post(String path, Map<String, String> headers, String body) throws Exception {
    return caller.send("POST", path, headers, body);
  }

  private Answer post(String body) throws Exception {
    return post("/payments", headers("DPoP", token(), Target.of("POST", base + "/payments")), body);
  }

  @Test
  void anAuthenticatedCallReachesItsEndpointWithItsBody() throws Exception {
    var answer = post("{\"amount\":\"118.00\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(JsonReader.readObject(answer.body()))
        .isEqualTo(Obj.with("who", "agent:action").with("body", BODY).build());
  }

  /// RFC 9728 sections 3 and 5.1: from the challenge to the metadata.
  @Test
  void aChallengeNamesTheMetadata() throws Exception {
    String metadata = base + "/.well-known/oauth-protected-resource";
    String named = "resource_metadata=\"" + metadata + "\"";
    var refused = post("/described", Map.of(), "");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.challenge().toString()).contains(named);
    var wrong = headers("Bearer", token(), Target.of("POST", base + "/described"));
    assertThat(post("/described", wrong, "").challenge().toString())
        .contains("error=\"invalid_token\"", named);
    assertThat(post("/payments", Map.of(), "").challenge().toString())
        .as("where none is served")
        .doesNotContain("resource_metadata");

    var answer = caller.send("GET", "/.well-known/oauth-protected-resource", Map.of(), "");
    assertThat(answer.status()).isEqualTo(200);
    Obj told = JsonReader.readObject(answer.body());
    assertThat(told.string("resource")).isEqualTo(Minted.AUDIENCE);
    assertThat(told.get("authorization_servers"))
        .isEqualTo(Json.Arr.ofStrings(List.of(Minted.ISSUER)));
    assertThat(told.get("bearer_methods_supported")).isEqualTo(Json.Arr.ofStrings(List.of()));
    assertThat(told.get("dpop_bound_access_tokens_required")).isEqualTo(new Json.Bool(true));
  }

  @Test
  void theQueryIsNoPartOfTheAddress() throws Exception {
    var headers = headers("DPoP", token(), Target.of("POST", base + "/payments"));
    assertThat(post("/payments?dry=1", headers, "").status()).isEqualTo(200);
  }

  @Test
  void headersDoNotSayWhereTheServerIs() throws Exception {
    var headers = headers("DPoP", token(), Target.of("POST", "https://evil.example/payments"));
    headers.put("x-forwarded-host", "evil.example");
    headers.put("forwarded", "host=evil.example;proto=https");
    assertThat(post("/payments", headers, "").status()).isEqualTo(401);
  }

  @Test
  void whoSendsNothingIsToldTheScheme() throws Exception {
    var answer = post("/payments", Map.of(), "");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.challenge()).containsExactly("DPoP algs=\"ES256 EdDSA\"");
  }

  @Test
  void aBearerTokenIsRefused() throws Exception {
    var headers = headers("Bearer", token(), Target.of("POST", base + "/payments"));
    var answer = post("/payments", headers, "");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.challenge().getFirst()).startsWith("DPoP error=\"invalid_token\"");
  }

  @Test
  void aProofIsAcceptedOnce() throws Exception {
    var headers = headers("DPoP", token(), Target.of("POST", base + "/payments"));
    assertThat(post("/payments", headers, "").status()).isEqualTo(200);
    var again = post("/payments", headers, "");
    assertThat(again.status()).isEqualTo(401);
    assertThat(again.challenge().getFirst()).startsWith("DPoP error=\"invalid_dpop_proof\"");
  }

  @Test
  void aNonceIsAskedForAndThenAccepted() throws Exception {
    var target = Target.of("POST", base + "/asking");
    var first = post("/asking", headers("DPoP", token(), target), "");
    assertThat(first.status()).isEqualTo(401);
    assertThat(first.challenge().getFirst()).startsWith("DPoP error=\"use_dpop_nonce\"");
    var second = post("/asking", headers("DPoP", token(), target.withNonce(first.nonce())), "");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.nonce()).isNotNull();
  }

  @Test
  void nothingOfAnUnauthenticatedBodyIsParsed() throws Exception {
    var answer = post("/payments", Map.of("content-type", "application/json"), "{");
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void aBodyIsReadStrictly() throws Exception {
    assertThat(post("{\"amount\":\"1\",\"amount\":\"2\"}").status()).isEqualTo(400);
    assertThat(post("[]").status()).isEqualTo(400);
    var headers = headers("DPoP", token(), Target.of("POST", base + "/payments"));
    headers.put("content-type", "text/plain");
    assertThat(post("/payments", headers, "{}").status()).isEqualTo(415);
    assertThat(post(" ".repeat(LegateHandler.BODY_BYTES_MAX + 1)).status()).isEqualTo(413);
  }

  @Test
  void aRefusalSaysTheDecisionAndWhy() throws Exception {
    endpoint = refusing(Decision.DENY, null);
    var answer = post("{}");
    assertThat(answer.status()).isEqualTo(403);
    var body = JsonReader.readObject(answer.body());
    assertThat(body.string("decision")).isEqualTo("deny");
    assertThat(body.get("reasons")).isInstanceOf(Json.Arr.class);
  }

  @Test
  void aSpentLimitSaysWhenToComeBack() throws Exception {
    endpoint = refusing(Decision.RATE_LIMITED, Instant.now().plusSeconds(3600));
    var answer = post("{}");
    assertThat(answer.status()).isEqualTo(429);
    assertThat(JsonReader.readObject(answer.body()).string("retry_at")).isNotNull();
  }

  @Test
  void withoutADecisionNothingHappensAndNothingInternalIsTold() throws Exception {
    endpoint =
        (_, _, _) -> {
          throw new BrokerException(
              BrokerException.Code.UNAVAILABLE, "connection_failed", "10.0.0.7 refused");
        };
    var answer = post("{}");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).doesNotContain("10.0.0.7");
    endpoint =
        (_, _, _) -> {
          throw new IllegalStateException("secret");
        };
    var broken = post("{}");
    assertThat(broken.status()).isEqualTo(500);
    assertThat(broken.body()).doesNotContain("secret");
  }

  @Test
  void anEndpointMayRefuseByItself() throws Exception {
    endpoint =
        (_, _, _) -> {
          throw new RequestException(404, "not_found", "no such invoice");
        };
    assertThat(post("{}").status()).isEqualTo(404);
  }

  @Test
  void aProofForAnotherActionIsNotAskedAbout() throws Exception {
    var meant = new AgentAction("payments.create", "invoice://acme/1", BODY);
    endpoint =
        (call, _, body) -> {
          plain.authorize(call, "payments.create", "invoice://acme/2", body);
          return Obj.EMPTY;
        };
    var target = Target.of("POST", base + "/payments").withActionDigest(meant.hash());
    var answer = post("/payments", headers("DPoP", token(), target), "{\"amount\":\"118.00\"}");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("the proof is for another action");
  }

  @Test
  void whereTheBrokerCannotBeReachedNothingIsPermitted() throws Exception {
    endpoint =
        (call, _, body) -> {
          plain.authorize(call, "payments.create", "invoice://acme/1", body).orThrow();
          return Obj.with("done", "yes").build();
        };
    assertThat(post("{\"amount\":\"118.00\"}").status()).isEqualTo(503);
  }

  private static Endpoint refusing(Decision decision, @Nullable Instant retryAt) {
    return (_, _, _) -> {
      throw new NotPermittedException(
          new Refusal(
              decision,
              List.of(new Refusal.Reason("limit_spent", "it is spent", "limit", "")),
              retryAt,
              null));
    };
  }
}
