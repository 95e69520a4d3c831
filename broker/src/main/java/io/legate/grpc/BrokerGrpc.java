package io.legate.grpc;

import io.legate.edge.EdgeServices;
import io.legate.edge.Workers;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcProtocol;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;

/// Makes the handler of gRPC requests.
public final class BrokerGrpc {

  private BrokerGrpc() {}

  /// Returns the handler of requests with the content type `application/grpc`. gRPC-Web and
  /// transcoding are off; a path that is not letter by letter that of a method is UNIMPLEMENTED,
  /// and no handler sees it.
  ///
  /// @param workers carry out the calls; closed by whoever made them
  /// @param reflection whether anyone may ask what there is to call; for development only
  public static Handler<HttpServerRequest> handler(
      Vertx vertx, EdgeServices services, Workers workers, boolean reflection) {
    var options =
        new GrpcServerOptions()
            .removeEnabledProtocol(GrpcProtocol.WEB)
            .removeEnabledProtocol(GrpcProtocol.WEB_TEXT)
            .removeEnabledProtocol(GrpcProtocol.TRANSCODING)
            // Deadlines are kept by each call, because they are capped.
            .setScheduleDeadlineAutomatically(false)
            .setMaxMessageSize(services.limits().requestBytes());
    var server = GrpcServer.server(vertx, options);
    var streams = new OpenStreams(services.use().control());
    services.use().revocations().onControl(streams::cut);
    var calls = new Calls(vertx, services, workers, streams);
    server.addService(TaskCalls.service(calls, services));
    server.addService(TokenCalls.service(calls, services));
    server.addService(AuthorizationCalls.service(calls, services));
    server.addService(AdminCalls.service(calls, services));
    server.addService(ApprovalCalls.service(calls, services));
    server.addService(AuditCalls.service(calls, services));
    server.addService(HealthCalls.service(services.ready()));
    if (reflection) {
      server.addService(ReflectionService.v1());
    }
    server.callHandler(
        request ->
            request
                .response()
                .status(GrpcStatus.UNIMPLEMENTED)
                .statusMessage("there is no such method")
                .end());
    return new ShutDoor(vertx, services, server);
  }
}
