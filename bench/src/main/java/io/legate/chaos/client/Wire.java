package io.legate.chaos.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.legate.chaos.stage.Party;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The connection to one broker by its own address, under the name that all of them share. Blocks;
/// repeats nothing. Safe for use from many threads.
final class Wire {

  /// How long an attempt may take.
  static final Duration DEADLINE = Duration.ofSeconds(2);

  private static final String NONCE = "dpop-nonce";
  private static final int CONNECT_MILLIS = 1_000;

  private final SocketAddress server;
  private final GrpcClient grpc;
  private final HttpClient http;

  Wire(Vertx vertx, String address, Path authority) throws IOException {
    byte[] bytes = InetAddress.getByName(address).getAddress();
    this.server =
        SocketAddress.inetSocketAddress(
            new InetSocketAddress(InetAddress.getByAddress(Party.HOST, bytes), Party.PORT));
    var options =
        new HttpClientOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setVerifyHost(true)
            .setTrustOptions(new PemTrustOptions().addCertPath(authority.toString()))
            .setConnectTimeout(CONNECT_MILLIS)
            .setSslHandshakeTimeout(DEADLINE.toMillis())
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            // A connection on which nothing comes back is not used for long.
            .setHttp2KeepAliveTimeout(5);
    this.grpc = GrpcClient.client(vertx, new GrpcClientOptions(), options);
    this.http = vertx.createHttpClient(options, new PoolOptions());
  }

  /// Makes one unary call.
  <Q, A> Reply<A> call(ServiceMethod<A, Q> method, Map<String, String> metadata, Q message) {
    return await(
        grpc.request(server, method)
            .compose(
                (GrpcClientRequest<Q, A> call) -> {
                  metadata.forEach(call.headers()::set);
                  call.timeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
                  call.end(message);
                  return call.response();
                })
            .compose(Wire::answer));
  }

  private static <Q, A> Future<Reply<A>> answer(GrpcClientResponse<Q, A> response) {
    return response
        .last()
        .transform(
            last -> {
              String nonce = metadata(response, NONCE);
              if (last.succeeded() && last.result() != null) {
                return Future.succeededFuture(Reply.ok(last.result(), nonce));
              }
              GrpcStatus status = response.status();
              if (status == null || status == GrpcStatus.OK) {
                return Future.succeededFuture(lost(last.cause()));
              }
              return Future.succeededFuture(
                  failure(status.name(), metadata(response, "grpc-status-details-bin"), nonce));
            });
  }

  private static @Nullable String metadata(GrpcClientResponse<?, ?> response, String name) {
    String trailer = response.trailers().get(name);
    return trailer != null ? trailer : response.headers().get(name);
  }

  private static <A> Reply<A> failure(
      String code, @Nullable String details, @Nullable String nonce) {
    if (details == null) {
      return Reply.failed(code, "", "", nonce);
    }
    try {
      var status = Status.parseFrom(Base64.getDecoder().decode(details.replace("=", "")));
      String reason = "";
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          reason = detail.unpack(ErrorInfo.class).getReason();
        }
      }
      return Reply.failed(code, reason, status.getMessage(), nonce);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return Reply.failed(code, "", "details that are none", nonce);
    }
  }

  /// Posts a form and returns the body of a 200.
  Reply<String> post(String path, Map<String, String> headers, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    var options =
        new RequestOptions()
            .setServer(server)
            .setHost(Party.HOST)
            .setPort(Party.PORT)
            .setMethod(HttpMethod.POST)
            .setURI(path)
            .setTimeout(DEADLINE.toMillis());
    return await(
        http.request(options)
            .compose(
                request -> {
                  headers.forEach(request::putHeader);
                  request.putHeader("content-type", "application/x-www-form-urlencoded");
                  return request.send(body);
                })
            .compose(
                response ->
                    response
                        .body()
                        .map(
                            text ->
                                of(
                                    response.statusCode(),
                                    text.toString(),
                                    response.getHeader(NONCE)))));
  }

  private static Reply<String> of(int status, String body, @Nullable String nonce) {
    if (status == 200) {
      return Reply.ok(body, nonce);
    }
    String code =
        switch (status) {
          case 400 -> "INVALID_ARGUMENT";
          case 401 -> "UNAUTHENTICATED";
          case 429 -> "RESOURCE_EXHAUSTED";
          default -> status >= 500 ? "UNAVAILABLE" : "PERMISSION_DENIED";
        };
    String reason =
        body.contains("use_dpop_nonce")
            ? "use_dpop_nonce"
            : body.replaceFirst("(?s).*\"error\":\"([a-z_]*)\".*", "$1");
    return Reply.failed(code, reason, body, nonce);
  }

  private static <A> Reply<A> await(Future<Reply<A>> future) {
    try {
      // What is awaited has a deadline of its own; this one is for a connection that is not made.
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(2 * DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      return lost(e.getCause());
    } catch (TimeoutException e) {
      return lost(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return lost(e);
    }
  }

  private static <A> Reply<A> lost(@Nullable Throwable cause) {
    String what = cause == null ? "" : cause.getClass().getSimpleName() + " " + cause.getMessage();
    return Reply.failed(Reply.LOST, "", what, null);
  }
}
