package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.GetTaskRequest;
import io.legate.v1.TaskServiceGrpcClient;
import io.legate.v1.WatchRevocationsRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker whose log has been taken by another process of its node, as after a pause that was too
/// long for its operator.
class StoppedBrokerTest {

  @TempDir Path folder;
  private ThreeBrokers brokers;
  private Calling calling;

  @BeforeEach
  void start() throws Exception {
    brokers = new ThreeBrokers(folder);
    calling = new Calling(brokers);
    calling.startAll();
  }

  @AfterEach
  void stop() {
    calling.close();
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.code()).isEqualTo(BrokerException.Code.UNAVAILABLE));
  }

  private static GetTaskRequest about(String task) {
    return GetTaskRequest.newBuilder().setTaskId(task).build();
  }

  private static String keys(BrokerConnection from) throws BrokerException {
    return from.document("/oauth2/jwks").toString();
  }

  @Test
  void aBrokerThatWasReplacedAnswersNothingMoreAndEndsItsStreams() throws Exception {
    var token = calling.open(1, 100).getFirst();
    var opener = calling.asOpener(3);
    var server = calling.asServer(3);
    opener.call(TaskServiceGrpcClient.GetTask, about(token.getTaskId()));
    var following = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var watch =
          executor.submit(
              () -> {
                server.follow(
                    AuthorizationServiceGrpcClient.WatchRevocations,
                    WatchRevocationsRequest.getDefaultInstance(),
                    _ -> {
                      following.countDown();
                      return true;
                    });
                return true;
              });
      assertThat(following.await(30, TimeUnit.SECONDS)).isTrue();

      brokers.fence(3);

      assertThatThrownBy(() -> watch.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(BrokerException.class);
    }
    assertUnavailable(() -> opener.call(TaskServiceGrpcClient.GetTask, about(token.getTaskId())));
    assertUnavailable(() -> keys(opener));
    var question = Paying.question(server, token, calling.opener().key());
    assertUnavailable(() -> server.call(AuthorizationServiceGrpcClient.Authorize, question));
    calling.payOnce(List.of(1, 2), List.of(token));
  }
}
