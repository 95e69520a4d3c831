package io.legate.app;

import io.legate.app.config.LegateConfig;
import io.legate.keys.PemIdentity;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.grpc.common.GrpcStatus;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The one port: TLS, HTTP/2 for gRPC, HTTP/1.1 and HTTP/2 for the rest.
///
/// It listens before there is anything to serve, because with port 0 the issuer is known only then;
/// until [#serve] everything but `/healthz` is answered with 503. One server per event loop shares
/// the port. HTTP/2 without TLS is off, and so is compression, which would tell a listener about
/// secrets beside chosen text.
final class ServerShell implements AutoCloseable {

  private static final String GRPC = "application/grpc";

  private static final int LINE_BYTES_MAX = 4096;

  /// What a request's header may hold beside the token, the proof and an assertion.
  private static final int OTHER_HEADER_BYTES_MAX = 8 * 1024;

  private static final int STREAMS_PER_CONNECTION_MAX = 1_000;

  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private final HttpServerOptions options;
  private final BooleanSupplier ready;
  private final Duration drainTimeout;
  private final Connections connections;
  private volatile Handlers handlers =
      new Handlers(ServerShell::unavailable, ServerShell::unavailable);
  private volatile boolean draining;

  /// What requests are handed to.
  private record Handlers(Handler<HttpServerRequest> grpc, Handler<HttpServerRequest> rest) {}

  private ServerShell(
      HttpServerOptions options,
      BooleanSupplier ready,
      Duration drainTimeout,
      Connections connections) {
    this.options = options;
    this.ready = ready;
    this.drainTimeout = drainTimeout;
    this.connections = connections;
  }

  /// Returns a shell that listens. Blocks: not for an event loop.
  ///
  /// @param identity the certificate and key to show
  /// @param ready whether the broker can do its work, for `/readyz`; must not block
  /// @throws IOException if the address cannot be had, or the certificate not be used
  static ServerShell listen(
      Vertx vertx, LegateConfig config, PemIdentity identity, BooleanSupplier ready)
      throws IOException {
    var shell =
        new ServerShell(
            options(config, identity),
            ready,
            config.limits().drainTimeout(),
            new Connections(vertx, config.limits()));
    int loops = Runtime.getRuntime().availableProcessors();
    var listen = config.listen();
    try {
      await(vertx.deployVerticle(shell::newListener, new DeploymentOptions().setInstances(loops)));
    } catch (IOException e) {
      throw new IOException(
          "cannot listen on " + listen.host() + ":" + listen.port() + ": " + e.getMessage(), e);
    }
    return shell;
  }

  /// Waits for what an event loop does. Not for an event loop itself.
  static <T> T await(Future<T> future) throws IOException {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static HttpServerOptions options(LegateConfig config, PemIdentity identity) {
    var limits = config.limits();
    int headerBytes = 3 * limits.tokenBytes() + OTHER_HEADER_BYTES_MAX;
    var options =
        new HttpServerOptions()
            .setHost(config.listen().host())
            // A negative port is any free one, the same for all of the servers.
            .setPort(config.listen().port() == 0 ? -1 : config.listen().port())
            .setSsl(true)
            .setUseAlpn(true)
            .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
            .setHttp2ClearTextEnabled(false)
            .setEnabledSecureTransportProtocols(Set.copyOf(config.tls().versions()))
            .setSslHandshakeTimeout(10)
            .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(identity.certificateFile().toString())
                    .setKeyPath(identity.keyFile().toString()))
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout((int) limits.idleTimeout().toMillis())
            .setMaxInitialLineLength(LINE_BYTES_MAX)
            .setMaxHeaderSize(headerBytes)
            .setCompressionSupported(false)
            .setDecompressionSupported(false)
            .setTcpKeepAlive(true);
    options
        .getInitialSettings()
        .setMaxConcurrentStreams(STREAMS_PER_CONNECTION_MAX)
        .setMaxHeaderListSize(headerBytes);
    return options;
  }

  private VerticleBase newListener() {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        var server =
            vertx
                .createHttpServer(options)
                .connectionHandler(connections::opened)
                .requestHandler(ServerShell.this::dispatch);
        servers.add(server);
        return server.listen();
      }
    };
  }

  /// Returns the port that is listened on.
  int port() {
    return servers.getFirst().actualPort();
  }

  /// Shows this certificate to whoever connects from now on. Blocks: not for an event loop.
  ///
  /// @throws IOException if it cannot be used; then nothing changes
  void show(PemIdentity.Pair pair) throws IOException {
    var tls = options.getSslOptions().copy();
    tls.setKeyCertOptions(
        new PemKeyCertOptions()
            .setCertValue(Buffer.buffer(pair.certificates()))
            .setKeyValue(Buffer.buffer(pair.key())));
    for (var server : servers) {
      await(server.updateSSLOptions(tls));
    }
  }

  /// Hands requests on from now on.
  ///
  /// @param grpc gets what has the content type `application/grpc`, over HTTP/2 only
  /// @param rest gets everything else
  void serve(Handler<HttpServerRequest> grpc, Handler<HttpServerRequest> rest) {
    handlers = new Handlers(grpc, rest);
  }

  /// Refuses whatever comes from now on, for good. Returns at once; what is under way ends as it
  /// may.
  void refuse() {
    handlers = new Handlers(ServerShell::grpcUnavailable, ServerShell::unavailable);
  }

  /// Stops accepting, lets requests under way end for as long as the configuration says, and
  /// closes.
  @Override
  public void close() throws IOException {
    draining = true;
    var closed =
        servers.stream()
            .map(server -> server.shutdown(drainTimeout.toMillis(), TimeUnit.MILLISECONDS))
            .toList();
    await(Future.join(closed));
  }

  private void dispatch(HttpServerRequest request) {
    connections.requested(request);
    switch (request.path()) {
      case "/healthz" -> answer(request, 200, "ok");
      case "/readyz" -> {
        boolean isReady = ready.getAsBoolean() && !draining;
        answer(request, isReady ? 200 : 503, isReady ? "ready" : "not ready");
      }
      case null, default -> {
        if (!isGrpc(request)) {
          handlers.rest.handle(request);
        } else if (request.version() == HttpVersion.HTTP_2) {
          handlers.grpc.handle(request);
        } else {
          answer(request, 505, "gRPC needs HTTP/2");
        }
      }
    }
  }

  /// gRPC-Web has a content type of its own, which is not served.
  private static boolean isGrpc(HttpServerRequest request) {
    String type = request.getHeader("content-type");
    return type != null
        && type.startsWith(GRPC)
        && (type.length() == GRPC.length() || "+;".indexOf(type.charAt(GRPC.length())) >= 0);
  }

  private static void unavailable(HttpServerRequest request) {
    answer(request, 503, "unavailable");
  }

  /// As a call that was looked at would be refused.
  private static void grpcUnavailable(HttpServerRequest request) {
    request
        .response()
        .putHeader("content-type", GRPC)
        .putHeader("grpc-status", Integer.toString(GrpcStatus.UNAVAILABLE.code))
        .putHeader("grpc-message", "this broker answers nothing more; ask another")
        .end();
  }

  private static void answer(HttpServerRequest request, int status, String text) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "text/plain; charset=utf-8")
        .putHeader("cache-control", "no-store")
        .end(text + "\n");
  }
}
