package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.Decisions;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.AuthorizeRequest;
import io.legate.v1.AuthorizeResponse;
import io.legate.v1.Decision;
import io.legate.v1.IssuedToken;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One broker after another is stopped as an operator would, and started again, while clients work:
/// none of their calls fails.
class RollingRestartTest {

  private static final int TASKS = 6;
  private static final long CALLS_BETWEEN = 30;

  @TempDir Path folder;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong answered = new AtomicLong();
  private volatile boolean over;

  /// What one thread does again and again.
  private interface Work {
    void once(IssuedToken token) throws BrokerException;
  }

  @Test
  void noCallFailsWhileOneBrokerAfterAnotherIsRestarted() throws Exception {
    var brokers = new ThreeBrokers(folder);
    try (var calling = new Calling(brokers);
        var agent = calling.opener().connect(brokers.address(1, 2, 3));
        var server = brokers.company.resourceServer().connect(brokers.address(1, 2, 3));
        var stream = server.decisions()) {
      calling.startAll();
      var tasks = calling.open(TASKS, 1_000_000);
      var working =
          List.of(
              start(tasks, token -> ask(calling, server, token)),
              start(tasks, token -> ask(calling, server, stream, token)),
              start(tasks, token -> renew(agent, token)),
              start(tasks, _ -> open(agent)));
      try {
        for (int node : List.of(1, 2, 3)) {
          awaitAnswers();
          brokers.stop(node);
          awaitAnswers();
          brokers.start(node);
        }
        awaitAnswers();
      } finally {
        over = true;
        for (var thread : working) {
          thread.join();
        }
      }
    }
    assertThat(failures).isEmpty();
  }

  private void ask(Calling calling, BrokerConnection server, IssuedToken token)
      throws BrokerException {
    AuthorizeRequest question = Paying.question(server, token, calling.opener().key());
    requireAllowed(server.call(AuthorizationServiceGrpcClient.Authorize, question));
  }

  private void ask(Calling calling, BrokerConnection server, Decisions stream, IssuedToken token)
      throws BrokerException {
    requireAllowed(stream.authorize(Paying.question(server, token, calling.opener().key())));
  }

  private void requireAllowed(AuthorizeResponse answer) {
    if (answer.getDecision() != Decision.DECISION_ALLOW) {
      failures.add(answer.toString());
    }
  }

  private static void renew(BrokerConnection agent, IssuedToken token) throws BrokerException {
    var _ = Paying.renew(agent, token);
  }

  private static void open(BrokerConnection agent) throws BrokerException {
    var _ = Paying.open(agent, 1);
  }

  private Thread start(List<IssuedToken> tasks, Work work) {
    var mine = new ArrayList<>(tasks);
    return Thread.ofVirtual()
        .start(
            () -> {
              for (int i = 0; !over; i++) {
                try {
                  work.once(mine.get(i % mine.size()));
                  answered.incrementAndGet();
                } catch (BrokerException | RuntimeException failure) {
                  failures.add(failure.toString());
                }
              }
            });
  }

  /// Waits for a few more answers: what was stopped or started has been met by then.
  private void awaitAnswers() {
    long enough = answered.get() + CALLS_BETWEEN;
    Calling.await(() -> answered.get() >= enough);
  }
}
