package io.legate.grpc;

import io.legate.edge.EdgeServices;
import io.legate.edge.EdgeServices.Around;
import io.legate.edge.Workers;
import io.legate.grpc.Incoming.Evidence;
import io.legate.grpc.Incoming.Manner;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;

/// What every call is carried out with.
///
/// @param workers on whose threads it is, because it blocks
/// @param streams that are open
record Calls(Vertx vertx, EdgeServices services, Workers workers, OpenStreams streams) {

  /// The metadata entry in which nonces are handed out (RFC 9449 section 8).
  static final String NONCE = "dpop-nonce";

  Incoming incoming(GrpcServerRequest<?, ?> request, Manner manner) {
    var left = Duration.ofMillis(Messages.millisLeft(request, this));
    return incoming(Evidence.of(request, left), manner);
  }

  Incoming incoming(Evidence evidence, Manner manner) {
    var door = services.door();
    return new Incoming(door.callers(), door.issuer(), evidence, manner);
  }

  Around around() {
    return services.around();
  }
}
