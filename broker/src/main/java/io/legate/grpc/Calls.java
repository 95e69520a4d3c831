package io.legate.grpc;

import io.legate.edge.EdgeServices;
import io.legate.edge.Workers;
import io.legate.grpc.Incoming.Manner;
import io.legate.refusal.RefusedException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;

/// Makes the handlers of methods.
final class Calls {

  /// The metadata entry in which nonces are handed out (RFC 9449 section 8).
  static final String NONCE = "dpop-nonce";

  private final Vertx vertx;
  private final EdgeServices services;
  private final Workers workers;

  Calls(Vertx vertx, EdgeServices services, Workers workers) {
    this.vertx = vertx;
    this.services = services;
    this.workers = workers;
  }

  /// Carries out one call: authenticates its caller, and does what it asks. Blocks.
  interface Procedure<Q, A> {
    A carryOut(Incoming incoming, Q message) throws RefusedException;
  }

  /// Returns the handler of a method with one message each way that appends to the ledger.
  <Q, A> Handler<GrpcServerRequest<Q, A>> recorded(Procedure<Q, A> procedure) {
    return request -> new UnaryCall<>(this, request, Manner.RECORDED, procedure).begin();
  }

  /// Returns the handler of a method with one message each way that appends nothing.
  <Q, A> Handler<GrpcServerRequest<Q, A>> unrecorded(Procedure<Q, A> procedure) {
    return request -> new UnaryCall<>(this, request, Manner.UNRECORDED, procedure).begin();
  }

  /// Returns the handler of a method that this version does not serve.
  <Q, A> Handler<GrpcServerRequest<Q, A>> unserved() {
    return request ->
        Refusals.end(
            request.response(),
            GrpcStatus.UNIMPLEMENTED,
            "not_served",
            "not served by this version");
  }

  Vertx vertx() {
    return vertx;
  }

  EdgeServices services() {
    return services;
  }

  Workers workers() {
    return workers;
  }

  Incoming incoming(GrpcServerRequest<?, ?> request, Manner manner) {
    var door = services.door();
    return new Incoming(door.callers(), door.issuer(), request, manner);
  }
}
