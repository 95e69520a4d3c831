package io.legate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.boundary.BoundaryLimits;
import io.legate.caller.RefusedCalls;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.edge.EdgeLimits;
import io.legate.edge.EdgeServer;
import io.legate.edge.FailureLimits;
import io.legate.edge.HttpPeer;
import io.legate.edge.Party;
import io.legate.issue.IssuedInstance;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.LeafIndex;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.ClientAssertion;
import io.legate.v1.Decision;
import io.legate.v1.ExchangeRequest;
import io.legate.v1.RevokeTaskRequest;
import io.legate.v1.SettleRequest;
import io.legate.v1.TaskServiceGrpcClient;
import io.legate.v1.TokenServiceGrpcClient;
import io.legate.wire.TlsSockets;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls that authenticate nobody, many of them: they are refused before any signature is checked,
/// and take nothing from those who are known. Over sockets; time stands still unless it is told to
/// go on.
class FloodTest extends Chain {

  private static final FailureLimits FEW = new FailureLimits(1, 2, 3);

  /// Failures of one client at one address that are looked into at once; of an address twice as
  /// many.
  private static final int OF_CLIENT = 10;

  private static final int IN_ALL = 30;

  private final AtomicLong nanos = new AtomicLong();

  @Override
  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    var limits =
        new EdgeLimits(
            EdgeServer.REQUEST_BYTES,
            BoundaryLimits.DEFAULT,
            Duration.ofSeconds(2),
            4,
            EdgeServer.CALLS_MAX,
            1,
            FEW);
    server = new EdgeServer(folder, new Site(), limits, nanos::get);
    site = server.site;
    grpc = server.grpc();
    http = server.http();
  }

  @Test
  void whoFailsTooOftenIsRefusedUnheard() throws Exception {
    for (int i = 0; i < OF_CLIENT; i++) {
      assertThat(askByHttp(http, "research").error()).isEqualTo("invalid_client");
    }
    var reply = askByHttp(http, "research");
    assertThat(reply.error()).isEqualTo("too_many_requests");
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.header("retry-after")).isEqualTo("1");
    var overGrpc = askByGrpc("research");
    assertRefused(overGrpc, GrpcStatus.RESOURCE_EXHAUSTED, "too_many_requests");
  }

  @Test
  void itIsHeardAgainAfterAWhile() throws Exception {
    failByHttp(http, "research", OF_CLIENT);
    assertThat(askByHttp(http, "research").error()).isEqualTo("too_many_requests");
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(askByHttp(http, "research").error()).isEqualTo("invalid_client");
    assertThat(askByHttp(http, "research").error()).isEqualTo("too_many_requests");
  }

  @Test
  void whoDoesNotFailIsNotLimited() throws Exception {
    for (int i = 0; i < 3 * OF_CLIENT; i++) {
      assertThat(new Party(site, "research").apiToken(http)).isNotEmpty();
    }
  }

  @Test
  void theNameOfAnotherClientIsNotTaken() throws Exception {
    failByHttp(http, "research", 2 * OF_CLIENT);
    assertThat(new Party(site, "analysis").apiToken(http)).isNotEmpty();
  }

  @Test
  void theSameClientAtAnotherAddressIsNotHeldUp() throws Exception {
    failByHttp(server.http("127.0.0.2"), "research", 2 * OF_CLIENT);
    assertThat(new Party(site, "research").apiToken(http)).isNotEmpty();
  }

  @Test
  void anAddressThatFailsUnderManyNamesIsShutToAllButKnownTokens() throws Exception {
    var erp = new Party(site, "rs:erp");
    String token = known(erp);
    failByHttp(http, "research", OF_CLIENT);
    failByHttp(http, "analysis", OF_CLIENT);
    assertThat(askByHttp(http, "other").error()).isEqualTo("too_many_requests");
    assertRefused(askByGrpc("other"), GrpcStatus.RESOURCE_EXHAUSTED, "too_many_requests");
    assertThat(new Party(site, "other").apiToken(server.http("127.0.0.2"))).isNotEmpty();

    var hop = redeemed();
    var answer =
        grpc.call(
            AuthorizationServiceGrpcClient.Authorize,
            erp.metadata("AuthorizationService/Authorize", token),
            question(hop, "{\"amount\":\"10.00\"}"));
    assertThat(answer.message().getDecision()).isEqualTo(Decision.DECISION_ALLOW);
  }

  @Test
  void failuresFromEverywhereShutTheDoorToAllButKnownTokens() throws Exception {
    var erp = new Party(site, "rs:erp");
    String token = known(erp);
    for (int i = 2; i < 2 + IN_ALL / OF_CLIENT; i++) {
      failByHttp(server.http("127.0.0." + i), "research", OF_CLIENT);
    }
    assertThat(askByHttp(server.http("127.0.0.9"), "other").error()).isEqualTo("too_many_requests");
    var answer =
        grpc.call(
            AuthorizationServiceGrpcClient.Settle,
            erp.metadata("AuthorizationService/Settle", token),
            SettleRequest.getDefaultInstance());
    assertThat(answer.reason()).isEqualTo("invalid_request");
  }

  @Test
  void junkProofsWithAStolenTokenDoNotTakeTheHoldersPlaces() throws Exception {
    var research = new Party(site, "research");
    String token = known(research);
    var thief =
        new Party(
            site,
            "research",
            LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.install()));
    var elsewhere = server.http("127.0.0.2");
    for (int i = 0; i < OF_CLIENT; i++) {
      var reply = revoke(elsewhere, thief, token);
      assertThat(reply.error()).isEqualTo("invalid_token");
    }
    assertThat(revoke(elsewhere, thief, token).error()).isEqualTo("too_many_requests");
    assertThat(revoke(http, research, token).error()).isEqualTo("unsupported_token_type");
  }

  @Test
  void aReplayIsAFailure() throws Exception {
    var research = new Party(site, "research");
    String form = research.form("grant_type", "client_credentials");
    var headers = research.headers();
    assertThat(http.post("/oauth2/token", form, headers).status()).isEqualTo(200);
    for (int i = 0; i < OF_CLIENT; i++) {
      assertThat(http.post("/oauth2/token", form, headers).error()).startsWith("invalid_");
    }
    assertThat(http.post("/oauth2/token", form, headers).error()).isEqualTo("too_many_requests");
  }

  @Test
  void theLedgerHasOneRecordOfEachClientAndNothingElse() throws Exception {
    long before = site.ledger.logHead().frontier().size().leaves();
    failByHttp(http, "research", 300);
    failByHttp(http, "nobody", 300);
    site.use.refusedCalls().record();
    List<StoredEvent> events = site.ledger.log(new LeafIndex(before), 1_000);
    assertThat(events).hasSize(2).allMatch(event -> event.kind() == RefusedCalls.COUNTED);
    assertThat(new String(events.get(1).body(), StandardCharsets.UTF_8))
        .contains("{\"invalid_client\":10,\"too_many_requests\":290},\"client\":\"research\"");
  }

  @Test
  void whatRemovesAuthorityHasRoomWhenThereIsNoneForOthers() throws Exception {
    var task = site.open("orchestrator", BOUNDARY);
    var orchestrator = new Party(site, "orchestrator");
    String token = orchestrator.apiToken(http);
    var erp = new Party(site, "rs:erp");
    String asking = erp.apiToken(http);
    IssuedInstance hop = redeemed();
    var enough = new CountDownLatch(1);
    try {
      for (int i = 0; i < EdgeServer.CALLS_MAX; i++) {
        assertThat(server.workers.tryWork(() -> await(enough))).isTrue();
      }
      var question =
          grpc.call(
              AuthorizationServiceGrpcClient.Authorize,
              erp.metadata("AuthorizationService/Authorize", asking),
              question(hop, "{\"amount\":\"10.00\"}"));
      assertRefused(question, GrpcStatus.RESOURCE_EXHAUSTED, "too_many_requests");
      var revoked =
          grpc.call(
              TaskServiceGrpcClient.RevokeTask,
              orchestrator.metadata("TaskService/RevokeTask", token),
              RevokeTaskRequest.newBuilder()
                  .setRequestId(site.requestId().toString())
                  .setTaskId(task.token().task().toString())
                  .build());
      assertThat(revoked.status()).as(revoked.toString()).isEqualTo(GrpcStatus.OK);
      assertThat(revoke(http, orchestrator, token).error()).isEqualTo("unsupported_token_type");
    } finally {
      enough.countDown();
    }
  }

  @Test
  void aBodyThatDoesNotComeEndsWithTheTimeOfItsCall() throws Exception {
    var sockets = TlsSockets.trusting(server.trusted());
    try (var socket = sockets.connect(server.port(), "http/1.1")) {
      socket
          .getOutputStream()
          .write(
              """
              POST /oauth2/token HTTP/1.1\r
              Host: broker.test\r
              Content-Type: application/x-www-form-urlencoded\r
              Content-Length: 100\r
              \r
              a\
              """
                  .getBytes(StandardCharsets.US_ASCII));
      // To the end of the connection, which the server closes.
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 503 ").contains("temporarily_unavailable");
    }
  }

  /// A token that was used before.
  private String known(Party party) throws Exception {
    String token = party.apiToken(http);
    revoke(http, party, token);
    return token;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpPeer.Reply revoke(HttpPeer peer, Party party, String token) throws Exception {
    String uri = Site.ISSUER + "/oauth2/revoke";
    return peer.post(
        "/oauth2/revoke",
        "token=" + token,
        Map.of(
            "authorization",
            List.of("DPoP " + token),
            "dpop",
            List.of(party.proof("POST", uri, token, null))));
  }

  private void failByHttp(HttpPeer peer, String client, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      askByHttp(peer, client);
    }
  }

  /// With an assertion that names the client and is signed by nobody.
  private HttpPeer.Reply askByHttp(HttpPeer peer, String client) throws Exception {
    String form =
        "grant_type=client_credentials&client_assertion_type="
            + Party.encode(Party.ASSERTION_TYPE)
            + "&client_assertion="
            + forged(client);
    return peer.post("/oauth2/token", form, new Party(site, "other").headers());
  }

  private io.legate.edge.GrpcPeer.Reply<?> askByGrpc(String client) throws Exception {
    return grpc.call(
        TokenServiceGrpcClient.Exchange,
        new Party(site, "other").metadata("TokenService/Exchange"),
        ExchangeRequest.newBuilder()
            .setClientAssertion(ClientAssertion.newBuilder().setJwt(forged(client)))
            .build());
  }

  private String forged(String client) {
    String payload = "{\"iss\":\"" + client + "\",\"sub\":\"" + client + "\"}";
    String header = site.assertion("other").split("\\.")[0];
    return header
        + "."
        + io.legate.crypto.Base64Url.encode(payload.getBytes(StandardCharsets.UTF_8))
        + ".AAAA";
  }
}
