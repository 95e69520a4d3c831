package io.legate.forward;

import io.legate.edge.Incident;
import io.legate.edge.Procedures;
import io.legate.edge.Workers;
import io.legate.identity.Clients;
import io.legate.refusal.RefusedException;
import io.legate.v1.CarryOutRequest;
import io.legate.v1.CarryOutResponse;
import io.legate.v1.NodeServiceGrpcService;
import io.legate.v1.PingRequest;
import io.legate.v1.PingResponse;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The port at which other brokers pass calls on: `NodeService`, for nodes of the cluster only.
public final class NodeServer implements AutoCloseable {

  /// What a call's metadata may add to its message: a token, a proof, and room.
  private static final int METADATA_BYTES_MAX = 64 * 1024;

  private final Vertx vertx;
  private final Procedures procedures;
  private final Clients clients;
  private final BooleanSupplier ready;
  private final Workers workers;
  private final Duration drainTimeout;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

  private NodeServer(
      Vertx vertx,
      Procedures procedures,
      Clients clients,
      BooleanSupplier ready,
      Workers workers,
      Duration drainTimeout) {
    this.vertx = vertx;
    this.procedures = procedures;
    this.clients = clients;
    this.ready = ready;
    this.workers = workers;
    this.drainTimeout = drainTimeout;
  }

  /// Listens.
  ///
  /// @param clients among who the callers of streams are
  /// @param ready whether calls are carried out; until it is true, all are left to who sent them
  /// @param workers carry out the calls, and no others: brokers whose threads all wait for each
  ///   other would wait for ever
  /// @throws CompletionException if the address cannot be had
  public static NodeServer listen(
      Vertx vertx,
      NodeIdentity identity,
      Address address,
      Procedures procedures,
      Clients clients,
      BooleanSupplier ready,
      Workers workers) {
    var server = new NodeServer(vertx, procedures, clients, ready, workers, address.drainTimeout);
    var options = identity.server(address.host, address.port);
    int loops = Runtime.getRuntime().availableProcessors();
    vertx
        .deployVerticle(
            () -> server.newListener(options, address.requestBytes),
            new DeploymentOptions().setInstances(loops))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    return server;
  }

  /// Where to listen, and how much to take in.
  ///
  /// @param requestBytes of one message, as at the public port
  /// @param drainTimeout how long calls under way may take when it closes
  public record Address(String host, int port, int requestBytes, Duration drainTimeout) {}

  private VerticleBase newListener(HttpServerOptions options, int requestBytes) {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        var grpc =
            GrpcServer.server(
                vertx,
                new GrpcServerOptions()
                    .removeEnabledProtocol(GrpcProtocol.WEB)
                    .removeEnabledProtocol(GrpcProtocol.WEB_TEXT)
                    .removeEnabledProtocol(GrpcProtocol.TRANSCODING)
                    .setScheduleDeadlineAutomatically(false)
                    .setMaxMessageSize(requestBytes + METADATA_BYTES_MAX));
        grpc.callHandler(NodeServiceGrpcService.CarryOut, NodeServer.this::carryOut);
        grpc.callHandler(NodeServiceGrpcService.Ping, NodeServer.this::ping);
        var server = vertx.createHttpServer(options).requestHandler(grpc);
        servers.add(server);
        return server.listen();
      }
    };
  }

  private void ping(GrpcServerRequest<PingRequest, PingResponse> request) {
    request.endHandler(
        _ ->
            request
                .response()
                .end(PingResponse.newBuilder().setReady(ready.getAsBoolean()).build()));
  }

  private void carryOut(GrpcServerRequest<CarryOutRequest, CarryOutResponse> request) {
    Context context = vertx.getOrCreateContext();
    request
        .last()
        .onSuccess(
            message -> {
              if (!ready.getAsBoolean()) {
                request.response().end(NodeMessages.NOT_CARRIED_OUT);
              } else if (!workers.tryWork(() -> work(context, request, message))) {
                // Whoever passed it on has a thread for it.
                request.response().end(NodeMessages.NOT_CARRIED_OUT);
              }
            })
        .onFailure(_ -> request.response().status(GrpcStatus.INVALID_ARGUMENT).end());
  }

  /// On a virtual thread.
  private void work(
      Context context,
      GrpcServerRequest<CarryOutRequest, CarryOutResponse> request,
      CarryOutRequest message) {
    CarryOutResponse answer = answer(message);
    context.runOnContext(_ -> request.response().end(answer));
  }

  private CarryOutResponse answer(CarryOutRequest message) {
    var procedure = procedures.find(message.getMethod());
    if (procedure == null) {
      return NodeMessages.NOT_CARRIED_OUT;
    }
    try {
      return NodeMessages.answer(procedure.carryOut(NodeMessages.call(message, clients)));
    } catch (RefusedException refusal) {
      // A client that is registered there and not yet here is not refused for that.
      return refusal.isOfStranger() ? NodeMessages.NOT_CARRIED_OUT : NodeMessages.refusal(refusal);
    } catch (RuntimeException | Error broken) {
      return NodeMessages.incident(Incident.log(message.getMethod(), broken));
    }
  }

  /// The port that is listened on.
  public int port() {
    return servers.getFirst().actualPort();
  }

  /// Takes no more calls, lets those under way end, and closes.
  @Override
  public void close() {
    var closed =
        servers.stream()
            .map(server -> server.shutdown(drainTimeout.toMillis(), TimeUnit.MILLISECONDS))
            .toList();
    Future.join(closed).toCompletionStage().toCompletableFuture().join();
  }
}
