package io.legate.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.MessageLite;
import io.legate.grpc.Incoming.Manner;
import io.legate.refusal.RefusedException;
import io.vertx.core.Handler;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.ServiceBuilder;

/// The methods of one service, each with what carries it out.
final class Methods {

  private final Calls calls;
  private final ServiceBuilder service;

  private Methods(Calls calls, ServiceBuilder service) {
    this.calls = calls;
    this.service = service;
  }

  static Methods of(Calls calls, ServiceName name, ServiceDescriptor descriptor) {
    return new Methods(calls, Service.service(name, descriptor));
  }

  /// Carries out one call: authenticates its caller, and does what it asks. Blocks.
  interface Procedure<Q, A> {
    A carryOut(Incoming incoming, Q message) throws RefusedException;
  }

  /// Adds a method with one message each way that appends to the ledger.
  <Q, A> Methods recorded(ServiceMethod<Q, A> method, Procedure<Q, A> procedure) {
    return unary(method, Manner.RECORDED, procedure);
  }

  /// Adds a method with one message each way that appends to the stream of one task, and is carried
  /// out where that is at home.
  <Q extends MessageLite, A extends MessageLite> Methods recorded(
      ServiceMethod<Q, A> method, Home<Q, A> home, Procedure<Q, A> procedure) {
    return unary(method, Manner.RECORDED, home.placed(calls, method, procedure));
  }

  /// Adds a method with one message each way that removes authority.
  <Q, A> Methods urgent(ServiceMethod<Q, A> method, Procedure<Q, A> procedure) {
    return unary(method, Manner.URGENT, procedure);
  }

  /// Adds a method with one message each way that removes authority in one task, and is carried out
  /// where that is at home.
  <Q extends MessageLite, A extends MessageLite> Methods urgent(
      ServiceMethod<Q, A> method, Home<Q, A> home, Procedure<Q, A> procedure) {
    return unary(method, Manner.URGENT, home.placed(calls, method, procedure));
  }

  /// Adds a method with one message each way that appends nothing.
  <Q, A> Methods unrecorded(ServiceMethod<Q, A> method, Procedure<Q, A> procedure) {
    return unary(method, Manner.UNRECORDED, procedure);
  }

  /// Adds a method that has its own way with messages.
  <Q, A> Methods other(ServiceMethod<Q, A> method, Handler<GrpcServerRequest<Q, A>> handler) {
    service.bind(method, handler);
    return this;
  }

  /// Adds a method that this version does not serve.
  <Q, A> Methods unserved(ServiceMethod<Q, A> method) {
    return other(
        method,
        request ->
            Refusals.end(
                request.response(),
                GrpcStatus.UNIMPLEMENTED,
                "not_served",
                "not served by this version"));
  }

  Service build() {
    return service.build();
  }

  private <Q, A> Methods unary(
      ServiceMethod<Q, A> method, Manner manner, Procedure<Q, A> procedure) {
    return other(
        method,
        request -> new UnaryCall<>(calls, request, method.decoder(), manner, procedure).begin());
  }
}
