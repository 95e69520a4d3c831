package io.legate.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.client.broker.BrokerException;
import io.legate.json.Json;
import io.legate.keys.CertificateNames;
import io.legate.keys.ClusterAuthority;
import io.legate.keys.LocalAuthority;
import io.legate.keys.PemIdentity;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.Decision;
import io.legate.v1.NodeServiceGrpcClient;
import io.legate.v1.PingRequest;
import io.legate.v1.PingResponse;
import io.legate.v1.RevokeTaskRequest;
import io.legate.v1.TaskServiceGrpcClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls go to the broker that owns their task, wherever they come in, and their answers and
/// refusals come back as if they had been made there. Brokers listen to nodes of their cluster
/// only.
class ForwardingTest {

  private static final int TASKS = 12;

  @TempDir static Path folder;
  private static Calling calling;

  @BeforeAll
  static void start() throws Exception {
    calling = new Calling(new ThreeBrokers(folder));
    calling.startAll();
  }

  @AfterAll
  static void stop() {
    calling.close();
  }

  @Test
  void aCallGoesToTheOwnerWhereverItComesIn() throws Exception {
    var tasks = calling.open(TASKS, 1_000_000);
    awaitAllPassedOn(() -> calling.payOnce(List.of(1, 2, 3), tasks));
  }

  @Test
  void everyBrokerPublishesTheKeysOfAll() throws Exception {
    var published = calling.asOpener(1).document("/oauth2/jwks");
    var keys = (Json.Arr) requireNonNull(published.get("keys"));
    assertThat(keys.items()).hasSizeGreaterThanOrEqualTo(3);
    for (int node : List.of(2, 3)) {
      assertThat(calling.asOpener(node).document("/oauth2/jwks")).isEqualTo(published);
    }
  }

  @Test
  void limitIsNotOverspentWhereverTheQuestionsComeIn() throws Exception {
    var token = Paying.open(calling.asOpener(1), 5);
    int allowed = 0;
    for (int i = 0; i < 12; i++) {
      var server = calling.asServer(1 + i % 3);
      var question = Paying.question(server, token, calling.opener().key());
      var answer = server.call(AuthorizationServiceGrpcClient.Authorize, question);
      allowed += answer.getDecision() == Decision.DECISION_ALLOW ? 1 : 0;
    }
    assertThat(allowed).isEqualTo(5);
  }

  @Test
  void questionsOfAStreamGoToTheirOwners() throws Exception {
    var tasks = calling.open(TASKS, 1_000_000);
    awaitAllPassedOn(
        () -> {
          for (int node : List.of(1, 2, 3)) {
            var server = calling.asServer(node);
            try (var stream = server.decisions()) {
              for (var token : tasks) {
                var question = Paying.question(server, token, calling.opener().key());
                assertThat(stream.authorize(question).getDecision())
                    .isEqualTo(Decision.DECISION_ALLOW);
              }
            }
          }
        });
  }

  @Test
  void refusalOfTheOwnerIsToldAsItWouldBeHere() throws Exception {
    var opener = calling.asOpener(1);
    for (var token : calling.open(TASKS, 100)) {
      opener.call(
          TaskServiceGrpcClient.RevokeTask,
          RevokeTaskRequest.newBuilder()
              .setRequestId(opener.newRequestId())
              .setTaskId(token.getTaskId())
              .build());
      for (int node : List.of(1, 2, 3)) {
        var holder = calling.asOpener(node);
        assertThatThrownBy(() -> Paying.renew(holder, token))
            .isInstanceOfSatisfying(
                BrokerException.class,
                refusal -> assertThat(refusal.reason()).isEqualTo("invalid_request"));
        var server = calling.asServer(node);
        var question = Paying.question(server, token, calling.opener().key());
        assertThat(server.call(AuthorizationServiceGrpcClient.Authorize, question).getDecision())
            .isEqualTo(Decision.DECISION_DENY);
      }
    }
  }

  @Test
  void clientOfTheClustersAuthorityThatIsNoNodeIsTurnedAway(@TempDir Path clients)
      throws Exception {
    var authority = calling.brokers().authority(1);
    var issuer = LocalAuthority.open(authority, new CertificateNames(List.of()), Clock.systemUTC());
    var client = issuer.issue("client", clients);
    // Turned away after its own side of the handshake was done: it hears of a closed connection.
    assertThatThrownBy(() -> ping(client)).isInstanceOf(ExecutionException.class);
    var node =
        ClusterAuthority.open(authority, Clock.systemUTC())
            .issue(9, new CertificateNames(List.of()), clients);
    assertThat(ping(node)).isTrue();
  }

  @Test
  void garbageAtTheMembersPortChangesNothing() throws Exception {
    var random = new Random(7);
    for (int node : List.of(1, 2, 3)) {
      for (String said : List.of("", "HZC", "CP2", "GET / HTTP/1.1\r\n\r\n")) {
        var garbage = new byte[1 + random.nextInt(4_096)];
        random.nextBytes(garbage);
        try (var socket =
            new Socket(InetAddress.getLoopbackAddress(), calling.brokers().memberPort(node))) {
          socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
          socket.getOutputStream().write(garbage);
        } catch (IOException turnedAway) {
          assertThat(turnedAway).isInstanceOf(SocketException.class);
        }
      }
    }
    var tasks = calling.open(TASKS, 1_000_000);
    awaitAllPassedOn(() -> calling.payOnce(List.of(1, 2, 3), tasks));
  }

  /// Something that asks about each task at each broker.
  private interface Round {
    void go() throws BrokerException;
  }

  /// Goes round until each task had one owner all the way, so that of three brokers two passed on.
  private static void awaitAllPassedOn(Round round) {
    Calling.await(
        () -> {
          long before = calling.brokers().passedOn();
          try {
            round.go();
          } catch (BrokerException e) {
            throw new AssertionError(e);
          }
          return calling.brokers().passedOn() - before == 2L * TASKS;
        });
  }

  /// Asks node 1, as whoever this is, whether it takes calls.
  private static boolean ping(PemIdentity as) throws Exception {
    var options =
        new HttpClientOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setVerifyHost(false)
            .setTrustAll(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(as.certificateFile().toString())
                    .setKeyPath(as.keyFile().toString()));
    var vertx = Vertx.vertx();
    try {
      var server = SocketAddress.inetSocketAddress(calling.brokers().nodePort(1), "127.0.0.1");
      return GrpcClient.client(vertx, options)
          .request(server, NodeServiceGrpcClient.Ping)
          .compose(
              call -> {
                call.end(PingRequest.getDefaultInstance());
                return call.response();
              })
          .compose(response -> response.last())
          .map(PingResponse::getReady)
          .toCompletionStage()
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    } finally {
      vertx.close().await();
    }
  }
}
