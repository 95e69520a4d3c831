package io.legate.client.resource;

import com.google.protobuf.ByteString;
import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.BrokerException.Code;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.WatchRevocationsRequest;
import io.legate.v1.WatchRevocationsResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds a view with what the broker tells, on a thread of its own: it opens the watch again when
/// it ends, where it left off, and also when the broker falls silent.
final class RevocationFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RevocationFollower.class);

  /// Five heartbeats.
  private static final Duration SILENCE_MAX = Duration.ofSeconds(5);

  private static final Duration PAUSE_MIN = Duration.ofMillis(100);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(2);
  private static final Duration PAUSE_OVERFLOWN = Duration.ofSeconds(30);

  private final Watch watch;
  private final InstantSource clock;
  private final RevocationView view;
  private final Thread thread;
  private volatile @Nullable BrokerException failure;
  private volatile boolean closed;

  /// Opens the watch once.
  @FunctionalInterface
  interface Watch {
    /// Hands each message on as it comes, on this thread, until `more` wants no more.
    ///
    /// @param cursor where to go on, asked each time a call is made
    /// @throws BrokerException how it ended otherwise
    /// @throws InterruptedException if the thread is to end
    void follow(Supplier<ByteString> cursor, Predicate<WatchRevocationsResponse> more)
        throws BrokerException, InterruptedException;
  }

  private RevocationFollower(Watch watch, InstantSource clock, RevocationView view) {
    this.watch = watch;
    this.clock = clock;
    this.view = view;
    this.thread = Thread.ofVirtual().name("legate-revocations").unstarted(this::run);
  }

  /// Begins to follow.
  static RevocationFollower start(BrokerConnection broker, RevocationView view) {
    return start(
        (cursor, more) ->
            broker.follow(
                AuthorizationServiceGrpcClient.WatchRevocations,
                () -> WatchRevocationsRequest.newBuilder().setCursor(cursor.get()).build(),
                SILENCE_MAX,
                more),
        broker::now,
        view);
  }

  /// Begins to follow.
  ///
  /// @param clock what tokens are verified by
  static RevocationFollower start(Watch watch, InstantSource clock, RevocationView view) {
    var follower = new RevocationFollower(watch, clock, view);
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
        watch.follow(view::cursor, told -> view.accept(told, clock.instant()));
        // More than the view has room for: until some of it can be forgotten, it will be again.
        pause = PAUSE_OVERFLOWN;
      } catch (BrokerException e) {
        // What is known grows older until it is heard of again; then the view says so.
        failure = e;
        pause = System.nanoTime() - begun > PAUSE_MAX.toNanos() ? PAUSE_MIN : pause;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException senseless) {
        // What was taken in of it is not known: everything is to be told anew.
        view.forget();
        failure =
            new BrokerException(
                Code.INTERNAL,
                "message_senseless",
                "what the broker tells makes no sense",
                senseless);
        LOG.warn("what the broker tells of revocations makes no sense", senseless);
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
