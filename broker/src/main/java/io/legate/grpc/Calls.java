package io.legate.grpc;

import io.legate.caller.Caller;
import io.legate.edge.EdgeServices;
import io.legate.edge.EdgeServices.Around;
import io.legate.edge.Workers;
import io.legate.grpc.Incoming.Evidence;
import io.legate.grpc.Incoming.Manner;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
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

  /// Refuses the caller of a call that goes on for long, once it stands no more: by the ledger, and
  /// by the end of its token. Blocks.
  void requireStanding(Caller caller) throws RefusedException {
    services.door().callers().requireStanding(caller);
    if (!services.door().clock().instant().isBefore(caller.until())) {
      throw new RefusedException(Code.INVALID_TOKEN, "token is past its `exp`");
    }
  }

  /// Authenticates the caller of a stream, which sends an API token, where it is let in.
  Caller admitted(Incoming incoming) throws RefusedException {
    return services.admission().admit(incoming.claim(""), incoming::byApiToken);
  }

  Around around() {
    return services.around();
  }
}
