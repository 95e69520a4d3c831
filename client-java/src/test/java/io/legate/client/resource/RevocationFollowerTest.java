package io.legate.client.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.legate.v1.Matter;
import io.legate.v1.Revocation;
import io.legate.v1.Standing;
import io.legate.v1.WatchRevocationsResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What a follower does about a broker that tells it what no broker should.
class RevocationFollowerTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Timestamp AS_OF =
      Timestamp.newBuilder().setSeconds(NOW.getEpochSecond()).build();

  private final RevocationView view = new RevocationView();

  @Test
  void aMessageThatMakesNoSenseDoesNotEndIt() throws Exception {
    BlockingQueue<ByteString> opened = new LinkedBlockingQueue<>();
    var done = new LinkedBlockingQueue<Boolean>();
    RevocationFollower.Watch watch =
        (cursor, each) -> {
          ByteString from = cursor.get();
          boolean first = opened.isEmpty();
          opened.add(from);
          tell(each, nothingRevoked());
          if (first) {
            tell(each, senseless());
          }
          done.add(true);
          Thread.currentThread().join();
        };
    var follower = RevocationFollower.start(watch, () -> NOW, view);
    try {
      assertThat(done.poll(30, TimeUnit.SECONDS)).as("it went on").isTrue();
      assertThat(opened).containsExactly(ByteString.EMPTY, ByteString.EMPTY);
      assertThat(view.freshness(NOW)).isNotNull();
    } finally {
      follower.close();
    }
  }

  @Test
  void whatIsKnownIsForgottenWithAMessageThatMakesNoSense() throws Exception {
    var asked = new LinkedBlockingQueue<Boolean>();
    RevocationFollower.Watch watch =
        (_, each) -> {
          asked.add(view.freshness(NOW) != null);
          tell(each, nothingRevoked());
          tell(each, senseless());
        };
    var follower = RevocationFollower.start(watch, () -> NOW, view);
    try {
      follower.awaitBegun(Duration.ofSeconds(30));
      assertThat(asked.poll(30, TimeUnit.SECONDS)).isFalse();
      assertThat(asked.poll(30, TimeUnit.SECONDS)).as("known after nonsense").isFalse();
    } finally {
      follower.close();
    }
  }

  private static void tell(
      Predicate<WatchRevocationsResponse> each, WatchRevocationsResponse told) {
    assertThat(each.test(told)).isTrue();
  }

  private static WatchRevocationsResponse nothingRevoked() {
    return WatchRevocationsResponse.newBuilder()
        .setAnew(true)
        .setAsOf(AS_OF)
        .setCursor(ByteString.copyFromUtf8("c"))
        .build();
  }

  /// Its `forget_at` is no instant.
  private static WatchRevocationsResponse senseless() {
    return WatchRevocationsResponse.newBuilder()
        .setAsOf(AS_OF)
        .addRevocations(
            Revocation.newBuilder()
                .setMatter(Matter.MATTER_TASK)
                .setStanding(Standing.STANDING_ENDED)
                .addIds("1")
                .setForgetAt(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE)))
        .build();
  }
}
