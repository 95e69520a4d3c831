package io.legate.app;

import io.legate.app.config.Limits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Counts the connections of the one port, and closes those that are too many or ask nothing.
///
/// A connection is counted once its handshake is done, which has a time of its own. One that has
/// not had a request for the idle timeout is closed, whatever bytes it sends: a header that comes
/// letter by letter is no request. Over HTTP/2 that is so until the first request; from then on the
/// number of its streams, the time of each call and the limits on its frames bound it.
final class Connections {

  private final Vertx vertx;
  private final Limits.Flood limits;
  private final Duration idleTimeout;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();
  private final ConcurrentMap<HttpConnection, Asking> asking = new ConcurrentHashMap<>();

  Connections(Vertx vertx, Limits limits) {
    this.vertx = vertx;
    this.limits = limits.flood();
    this.idleTimeout = limits.idleTimeout();
  }

  /// What a connection asks. Used on its own event loop only.
  private static final class Asking {
    private long since = System.nanoTime();
    private boolean multiplexed;
    private @Nullable HttpServerResponse last;

    void requested(HttpServerRequest request) {
      since = System.nanoTime();
      multiplexed = request.version() == HttpVersion.HTTP_2;
      last = multiplexed ? null : request.response();
    }

    boolean isIdle(Duration longest) {
      if (last != null && !last.ended() && !last.closed()) {
        since = System.nanoTime();
      }
      return !multiplexed && System.nanoTime() - since > longest.toNanos();
    }
  }

  /// Takes a new connection in, or closes it. On its event loop.
  void opened(HttpConnection connection) {
    String address = address(connection);
    int all = open.incrementAndGet();
    int ofAddress = byAddress.merge(address, 1, Integer::sum);
    var what = new Asking();
    asking.put(connection, what);
    long timer =
        vertx.setPeriodic(
            idleTimeout.toMillis(),
            _ -> {
              if (what.isIdle(idleTimeout)) {
                connection.close();
              }
            });
    connection.closeHandler(
        _ -> {
          vertx.cancelTimer(timer);
          asking.remove(connection);
          byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
          open.decrementAndGet();
        });
    if (all > limits.connections() || ofAddress > limits.connectionsPerAddress()) {
      // Not before it is wholly open: closing it earlier has no effect.
      vertx.runOnContext(_ -> connection.close());
    }
  }

  /// Notes that a connection asks something. On its event loop.
  void requested(HttpServerRequest request) {
    Asking what = asking.get(request.connection());
    if (what != null) {
      what.requested(request);
    }
  }

  /// How many are open.
  int count() {
    return open.get();
  }

  private static String address(HttpConnection connection) {
    var address = connection.remoteAddress();
    return address == null ? "" : String.valueOf(address.hostAddress());
  }
}
