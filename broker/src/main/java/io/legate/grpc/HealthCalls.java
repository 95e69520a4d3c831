package io.legate.grpc;

import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.health.v1.HealthProto;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// `grpc.health.v1.Health/Check`, for anyone: whether this node can answer. `Watch` and `List` are
/// UNIMPLEMENTED, because nobody is authenticated here and neither needs to be open to the world.
final class HealthCalls {

  private static final ServiceName NAME = ServiceName.create("grpc.health.v1", "Health");

  private static final ServiceMethod<HealthCheckRequest, HealthCheckResponse> CHECK =
      ServiceMethod.server(
          NAME,
          "Check",
          GrpcMessageEncoder.encoder(),
          GrpcMessageDecoder.decoder(HealthCheckRequest.newBuilder()));

  /// The whole node, and each service that is served.
  private static final Set<String> KNOWN =
      Set.of(
          "",
          "legate.v1.TaskService",
          "legate.v1.TokenService",
          "legate.v1.AuthorizationService",
          "legate.v1.AdminService");

  private HealthCalls() {}

  static Service service(BooleanSupplier ready) {
    return Service.service(NAME, HealthProto.getDescriptor().findServiceByName("Health"))
        .bind(
            CHECK,
            request ->
                IncomingMessages.read(
                    request,
                    CHECK.decoder(),
                    message -> answer(request, message, ready),
                    refusal -> Refusals.end(request.response(), refusal)))
        .build();
  }

  private static void answer(
      GrpcServerRequest<HealthCheckRequest, HealthCheckResponse> request,
      HealthCheckRequest message,
      BooleanSupplier ready) {
    // The first message is answered; a second would end the call twice.
    request.handler(null);
    if (!KNOWN.contains(message.getService())) {
      request.response().status(GrpcStatus.NOT_FOUND).end();
      return;
    }
    var status = ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    request.response().end(HealthCheckResponse.newBuilder().setStatus(status).build());
  }
}
