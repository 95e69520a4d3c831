package io.legate.client.grpc;

import io.legate.client.resource.AgentRequest;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.VerifiedCall;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.StatusException;
import org.jspecify.annotations.Nullable;

/// A unary gRPC method that only authenticated calls reach, for `GrpcServer.callHandler`.
///
/// The method runs on a virtual thread and may block; what it throws is mapped to a status with
/// `google.rpc.Status` details. A refusal is PERMISSION_DENIED, FAILED_PRECONDITION where a person
/// may still approve, RESOURCE_EXHAUSTED for a limit; no decision is UNAVAILABLE.
///
/// It does NOT ask for a decision: that is the method's, which alone knows the action. Streams are
/// not covered: one proof pays for one action.
public final class LegateCallHandler<Q, A> implements Handler<GrpcServerRequest<Q, A>> {

  private final ResourceServer server;
  private final Method<Q, A> method;

  private LegateCallHandler(ResourceServer server, Method<Q, A> method) {
    this.server = server;
    this.method = method;
  }

  /// Returns the handler of a method.
  public static <Q, A> LegateCallHandler<Q, A> of(ResourceServer server, Method<Q, A> method) {
    return new LegateCallHandler<>(server, method);
  }

  /// What a method does.
  @FunctionalInterface
  public interface Method<Q, A> {
    /// Asks, acts, and returns the answer.
    A call(VerifiedCall call, Q message) throws Exception;
  }

  @Override
  public void handle(GrpcServerRequest<Q, A> request) {
    Context home = Vertx.currentContext();
    var call =
        AgentRequest.grpc(
            server.config().served("/" + request.fullMethodName()),
            request.headers().getAll("authorization"),
            request.headers().getAll("dpop"));
    request
        .last()
        .onSuccess(
            message ->
                Thread.ofVirtual()
                    .name("legate-method")
                    .start(() -> serve(request, home, call, message)))
        .onFailure(
            _ ->
                fail(
                    request,
                    GrpcFailure.of(
                        GrpcStatus.INVALID_ARGUMENT,
                        "invalid_request",
                        "the message cannot be read")));
  }

  private void serve(
      GrpcServerRequest<Q, A> request, Context home, AgentRequest call, @Nullable Q message) {
    try {
      VerifiedCall verified = server.verify(call);
      if (message == null) {
        throw new StatusException(GrpcStatus.INVALID_ARGUMENT, "a message is needed");
      }
      A answer = method.call(verified, message);
      home.runOnContext(_ -> succeed(request, answer));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failLater(request, home, e);
    } catch (Exception e) {
      failLater(request, home, e);
    }
  }

  private void failLater(GrpcServerRequest<Q, A> request, Context home, Exception e) {
    var failure = GrpcFailure.of(e, server.now());
    home.runOnContext(_ -> fail(request, failure));
  }

  private void succeed(GrpcServerRequest<Q, A> request, A answer) {
    var response = request.response();
    setNonce(response.headers());
    response.end(answer);
  }

  private void fail(GrpcServerRequest<Q, A> request, GrpcFailure failure) {
    var response = request.response();
    response.status(failure.status()).statusMessage(failure.details().getMessage());
    setNonce(response.trailers());
    failure.writeTo(response.trailers());
    response.end();
  }

  private void setNonce(MultiMap metadata) {
    String nonce = server.newNonce();
    if (nonce != null) {
      metadata.set("dpop-nonce", nonce);
    }
  }
}
