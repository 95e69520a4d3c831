package io.legate.client.broker;

import io.legate.client.broker.BrokerException.Code;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.ServiceMethod;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The way to the broker, for gRPC and HTTP alike. Of several brokers one is used until it does not
/// answer, and then the next; which is the first is left to chance, so that clients spread.
///
/// Nothing is sent before the broker's certificate chained to the pinned authority and named its
/// host.
final class BrokerChannel implements AutoCloseable {

  /// The metadata entry and header in which a server gives out nonces (RFC 9449 section 8).
  static final String NONCE = "dpop-nonce";

  /// How HTTP says that another broker, or the same one later, may answer.
  private static final int UNAVAILABLE = 503;

  private final EventLoop loop = new EventLoop();
  private final List<Way> ways;
  private final AtomicInteger taken;
  private final GrpcClient grpc;

  /// The way to one broker.
  private record Way(SocketAddress server, HttpsClient http) {}

  BrokerChannel(BrokerAddress address) {
    this.ways =
        address.places().stream()
            .map(
                place ->
                    new Way(
                        SocketAddress.inetSocketAddress(place.port(), place.host()),
                        new HttpsClient(loop, place.host(), place.port(), address.caPem())))
            .toList();
    this.taken = new AtomicInteger(ThreadLocalRandom.current().nextInt(ways.size()));
    this.grpc =
        GrpcClient.client(
            loop.vertx(),
            new GrpcClientOptions().setScheduleDeadlineAutomatically(true),
            HttpsClient.trusting(address.caPem()));
  }

  EventLoop loop() {
    return loop;
  }

  /// The number of the way that is taken now.
  int taken() {
    return taken.get();
  }

  /// Takes the next way from now on, unless somebody has left this one already.
  ///
  /// @param left the way that led to nobody
  void leave(int left) {
    taken.compareAndSet(left, left + 1);
  }

  private Way way(int number) {
    return ways.get(Math.floorMod(number, ways.size()));
  }

  /// How often to ask before giving up: at least each broker once.
  int attempts() {
    return Math.max(BrokerConnection.ATTEMPTS, ways.size() + 1);
  }

  /// Sends one HTTP request and waits for its answer.
  HttpsClient.Answer http(String method, String path, Map<String, String> headers, String body)
      throws BrokerException {
    int way = taken();
    try {
      var answer = way(way).http.send(method, path, headers, body);
      if (answer.status() == UNAVAILABLE) {
        leave(way);
      }
      return answer;
    } catch (IOException e) {
      throw left(way, failure(e));
    }
  }

  private BrokerException left(int way, BrokerException failure) {
    if (failure.retryable()) {
      leave(way);
    }
    return failure;
  }

  /// What came back from a unary call: a message or a failure, and perhaps a nonce with either.
  record GrpcAnswer<A>(
      @Nullable A message, @Nullable BrokerException failure, @Nullable String nonce) {}

  /// Makes one unary call and waits for its answer.
  <Q, A> GrpcAnswer<A> unary(ServiceMethod<A, Q> method, Map<String, String> metadata, Q message)
      throws BrokerException {
    int way = taken();
    try {
      GrpcAnswer<A> answer =
          loop.await(
              () ->
                  open(way, method, metadata)
                      .compose(
                          call -> {
                            call.timeout(EventLoop.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
                            // A write that fails also fails the response.
                            call.end(message);
                            return call.response();
                          })
                      .compose(BrokerChannel::answer));
      if (answer.failure() != null) {
        left(way, answer.failure());
      }
      return answer;
    } catch (IOException e) {
      throw left(way, failure(e));
    }
  }

  private static <Q, A> Future<GrpcAnswer<A>> answer(GrpcClientResponse<Q, A> response) {
    return response
        .last()
        .transform(
            last -> {
              String nonce = GrpcFailures.metadata(response, NONCE);
              boolean ok = last.succeeded() && last.result() != null;
              return Future.succeededFuture(
                  ok
                      ? new GrpcAnswer<>(last.result(), null, nonce)
                      : new GrpcAnswer<A>(null, GrpcFailures.of(response, last.cause()), nonce));
            });
  }

  /// Opens a call, with its metadata set. To be used on the loop.
  ///
  /// @param way to take
  <Q, A> Future<GrpcClientRequest<Q, A>> open(
      int way, ServiceMethod<A, Q> method, Map<String, String> metadata) {
    return grpc.request(way(way).server, method)
        .map(
            call -> {
              MultiMap headers = call.headers();
              metadata.forEach(headers::set);
              return call;
            });
  }

  private static BrokerException failure(IOException e) {
    if (e instanceof InterruptedIOException) {
      return new BrokerException(Code.CANCELLED, "interrupted", "waiting was interrupted", e);
    }
    return GrpcFailures.ofTransport(e.getCause() == null ? e : e.getCause());
  }

  @Override
  public void close() {
    loop.close();
  }
}
