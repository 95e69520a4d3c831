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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The way to the broker, for gRPC and HTTP alike.
///
/// Nothing is sent before the broker's certificate chained to the pinned authority and named its
/// host.
final class BrokerChannel implements AutoCloseable {

  /// The metadata entry and header in which a server gives out nonces (RFC 9449 section 8).
  static final String NONCE = "dpop-nonce";

  private final EventLoop loop = new EventLoop();
  private final SocketAddress server;
  private final HttpsClient http;
  private final GrpcClient grpc;

  BrokerChannel(BrokerAddress address) {
    this.server = SocketAddress.inetSocketAddress(address.port(), address.host());
    this.http = new HttpsClient(loop, address.host(), address.port(), address.caPem());
    this.grpc =
        GrpcClient.client(
            loop.vertx(),
            new GrpcClientOptions().setScheduleDeadlineAutomatically(true),
            HttpsClient.trusting(address.caPem()));
  }

  EventLoop loop() {
    return loop;
  }

  /// Sends one HTTP request and waits for its answer.
  HttpsClient.Answer http(String method, String path, Map<String, String> headers, String body)
      throws BrokerException {
    try {
      return http.send(method, path, headers, body);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /// What came back from a unary call: a message or a failure, and perhaps a nonce with either.
  record GrpcAnswer<A>(
      @Nullable A message, @Nullable BrokerException failure, @Nullable String nonce) {}

  /// Makes one unary call and waits for its answer.
  <Q, A> GrpcAnswer<A> unary(ServiceMethod<A, Q> method, Map<String, String> metadata, Q message)
      throws BrokerException {
    try {
      return loop.await(
          () ->
              open(method, metadata)
                  .compose(
                      call -> {
                        call.timeout(EventLoop.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
                        // A write that fails also fails the response.
                        call.end(message);
                        return call.response();
                      })
                  .compose(BrokerChannel::answer));
    } catch (IOException e) {
      throw failure(e);
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
  <Q, A> Future<GrpcClientRequest<Q, A>> open(
      ServiceMethod<A, Q> method, Map<String, String> metadata) {
    return grpc.request(server, method)
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
