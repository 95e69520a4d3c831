package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.client.broker.BrokerException;
import io.legate.client.live.Company;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Typ;
import io.legate.json.Json.Obj;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.ClientAssertion;
import io.legate.v1.Decision;
import io.legate.v1.ExchangeRequest;
import io.legate.v1.IssuedToken;
import io.legate.v1.RevokeTaskRequest;
import io.legate.v1.TaskServiceGrpcClient;
import io.legate.v1.TokenServiceGrpcClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// What is good for once is good for once at all brokers together, and what one has done is so for
/// the others as soon as it is acknowledged.
class OnceAtThreeBrokersTest {

  private static final int TIMES = 1_000;
  private static final int AT_ONCE = 12;
  private static final int ASSERTIONS = 10;
  private static final int USES = 64;

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
  void proofThatComesToTwoBrokersAtOnceIsGoodAtOneOfThem() throws Exception {
    var tasks = calling.open(AT_ONCE, 1_000_000);
    var told = new TreeMap<String, Integer>();
    for (var pair : times(i -> askTwice(i, tasks.get(i % AT_ONCE)))) {
      told.merge(String.join(" ", pair.stream().sorted().toList()), 1, Integer::sum);
    }
    assertThat(told).isEqualTo(Map.of("allowed invalid_dpop_proof", TIMES));
  }

  /// The same proof, of an action each, which would both be allowed.
  private static List<String> askTwice(int i, IssuedToken token) throws Exception {
    var asker = calling.asServer(1);
    AuthorizeRequest first = Paying.question(asker, token, calling.opener().key());
    AuthorizeRequest second = first.toBuilder().setRequestId(asker.newRequestId()).build();
    return atOnce(List.of(() -> ask(1 + i % 3, first), () -> ask(1 + (i + 1) % 3, second)));
  }

  private static String ask(int node, AuthorizeRequest question) {
    try {
      var answer = calling.asServer(node).call(AuthorizationServiceGrpcClient.Authorize, question);
      return answer.getDecision() == Decision.DECISION_ALLOW ? "allowed" : answer.toString();
    } catch (BrokerException refused) {
      return refused.aboutAgent() ? refused.reason() : refused.toString();
    }
  }

  @Test
  void assertionThatIsUsedManyTimesAtOnceIsGoodForOneToken() throws Exception {
    var token = Paying.open(calling.asOpener(1), 1);
    for (int i = 0; i < ASSERTIONS; i++) {
      var assertion = ClientAssertion.newBuilder().setJwt(assertion()).build();
      var uses = new ArrayList<Callable<String>>();
      for (int use = 0; use < USES; use++) {
        int node = 1 + use % 3;
        uses.add(() -> renew(node, token, assertion));
      }
      var told = new TreeMap<String, Integer>();
      atOnce(uses).forEach(each -> told.merge(each, 1, Integer::sum));
      assertThat(told).isEqualTo(Map.of("issued", 1, "invalid_client", USES - 1));
    }
  }

  private static String renew(int node, IssuedToken token, ClientAssertion assertion) {
    var request =
        ExchangeRequest.newBuilder()
            .setClientAssertion(assertion)
            .setSubjectToken(token.getAccessToken())
            .setSubjectTokenType("urn:ietf:params:oauth:token-type:access_token")
            .addAudience(Company.AUDIENCE)
            .build();
    try {
      var _ =
          calling.asOpener(node).callWithAssertion(TokenServiceGrpcClient.Exchange, _ -> request);
      return "issued";
    } catch (BrokerException refused) {
      return refused.reason();
    }
  }

  private static String assertion() {
    var opener = calling.opener();
    var now = calling.asOpener(1).now();
    var claims =
        Obj.with("iss", opener.id().value())
            .with("sub", opener.id().value())
            .with("aud", calling.brokers().address(1).issuer().toString())
            .with("iat", now.getEpochSecond())
            .with("exp", now.plus(Duration.ofSeconds(30)).getEpochSecond())
            .with("jti", UUID.randomUUID().toString())
            .build();
    return SigningInput.of(opener.key().publicKey(), Typ.CLIENT_AUTHENTICATION, claims)
        .signedBy(opener.key());
  }

  @Test
  void whatOneBrokerHasDoneIsSoForTheOthersAtOnce(TestReporter reporter) throws Exception {
    var took = times(_ -> openedHereUsedThere());
    reporter.publishEntry(
        Map.of(
            "from opening to refusal, most, ms",
            String.valueOf(Collections.max(took)),
            "within a second",
            took.stream().filter(each -> each < 1_000).count() + " of " + TIMES));
  }

  /// Opens a task at broker 1, exchanges its token at 2, uses that at 3, revokes the task at 1.
  private static long openedHereUsedThere() throws Exception {
    long begun = System.nanoTime();
    var opened = Paying.open(calling.asOpener(1), 10);
    var exchanged = Paying.renew(calling.asOpener(2), opened);
    assertThat(pay(3, exchanged)).isEqualTo(Decision.DECISION_ALLOW);
    var opener = calling.asOpener(1);
    var _ =
        opener.call(
            TaskServiceGrpcClient.RevokeTask,
            RevokeTaskRequest.newBuilder()
                .setRequestId(opener.newRequestId())
                .setTaskId(opened.getTaskId())
                .build());
    assertThat(pay(3, exchanged)).isEqualTo(Decision.DECISION_DENY);
    assertThat(pay(2, exchanged)).isEqualTo(Decision.DECISION_DENY);
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }

  private static Decision pay(int node, IssuedToken token) throws BrokerException {
    var server = calling.asServer(node);
    var question = Paying.question(server, token, calling.opener().key());
    return server.call(AuthorizationServiceGrpcClient.Authorize, question).getDecision();
  }

  /// Something that is done many times, a few of them at a time.
  private interface Work<T> {
    T once(int i) throws Exception;
  }

  /// Returns what came of each.
  private static <T> List<T> times(Work<T> work) throws Exception {
    var room = new Semaphore(AT_ONCE);
    var all = new ArrayList<Future<T>>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < TIMES; i++) {
        int index = i;
        room.acquire();
        all.add(
            executor.submit(
                () -> {
                  try {
                    return work.once(index);
                  } finally {
                    room.release();
                  }
                }));
      }
      var results = new ArrayList<T>();
      for (var each : all) {
        results.add(each.get());
      }
      return results;
    }
  }

  /// Has all begin when the last is ready.
  private static List<String> atOnce(List<Callable<String>> all) throws Exception {
    var ready = new CyclicBarrier(all.size());
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var begun = new ArrayList<Future<String>>();
      for (var each : all) {
        begun.add(
            executor.submit(
                () -> {
                  var _ = ready.await();
                  return each.call();
                }));
      }
      var told = new ArrayList<String>();
      for (var each : begun) {
        told.add(each.get());
      }
      return told;
    }
  }
}
