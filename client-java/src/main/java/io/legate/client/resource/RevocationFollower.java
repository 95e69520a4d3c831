package io.legate.client.resource;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.BrokerException.Code;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.WatchRevocationsRequest;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Feeds a view with what the broker tells, on a thread of its own: it opens the watch again when
/// it ends, where it left off, and also when the broker falls silent.
final class RevocationFollower implements AutoCloseable {

  /// Five heartbeats.
  private static final Duration SILENCE_MAX = Duration.ofSeconds(5);

  private static final Duration PAUSE_MIN = Duration.ofMillis(100);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(2);
  private static final Duration PAUSE_OVERFLOWN = Duration.ofSeconds(30);

  private final BrokerConnection broker;
  private final RevocationView view;
  private final Thread thread;
  private volatile @Nullable BrokerException failure;
  private volatile boolean closed;

  private RevocationFollower(BrokerConnection broker, RevocationView view) {
    this.broker = broker;
    this.view = view;
    this.thread = Thread.ofVirtual().name("legate-revocations").unstarted(this::run);
  }

  /// Begins to follow.
  static RevocationFollower start(BrokerConnection broker, RevocationView view) {
    var follower = new RevocationFollower(broker, view);
    follower.thread.start();
    return follower;
  }

  /// Waits until everything that is in force was told.
  ///
  /// @throws BrokerException why it was not, after `most`
  void awaitBegun(Duration most) throws BrokerException {
    try {
      if (!view.awaitBegun(most)) {
        BrokerException why = failure;
        throw why == null
            ? new BrokerException(
                Code.DEADLINE_EXCEEDED, "deadline_exceeded", "the broker tells no revocations")
            : why;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(Code.CANCELLED, "interrupted", "waiting was interrupted", e);
    }
  }

  private void run() {
    for (Duration pause = PAUSE_MIN; !closed; pause = longer(pause)) {
      long begun = System.nanoTime();
      try {
        broker.follow(
            AuthorizationServiceGrpcClient.WatchRevocations,
            () -> WatchRevocationsRequest.newBuilder().setCursor(view.cursor()).build(),
            SILENCE_MAX,
            told -> view.accept(told, broker.now()));
        // More than the view has room for: until some of it can be forgotten, it will be again.
        pause = PAUSE_OVERFLOWN;
      } catch (BrokerException e) {
        // What is known grows older until it is heard of again; then the view says so.
        failure = e;
        pause = System.nanoTime() - begun > PAUSE_MAX.toNanos() ? PAUSE_MIN : pause;
      }
      if (!closed && !sleep(pause)) {
        return;
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : twice;
  }

  /// At random, so that many who were cut off together do not come back together.
  private static boolean sleep(Duration pause) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis()));
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
