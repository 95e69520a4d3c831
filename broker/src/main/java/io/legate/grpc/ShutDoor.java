package io.legate.grpc;

import io.legate.edge.Admission;
import io.legate.edge.EdgeServices;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Base64;

/// Refuses by their headers the calls of whoever has failed to authenticate too often, and hands on
/// the others. What is refused here never becomes a gRPC call, because there may be many.
final class ShutDoor implements Handler<HttpServerRequest> {

  private final Vertx vertx;
  private final EdgeServices services;
  private final Handler<HttpServerRequest> calls;
  private final String status;
  private final String sentence;
  private final String details;

  ShutDoor(Vertx vertx, EdgeServices services, Handler<HttpServerRequest> calls) {
    this.vertx = vertx;
    this.services = services;
    this.calls = calls;
    var refusal = Admission.tooManyFailures();
    var grpc = Refusals.status(refusal);
    status = Integer.toString(grpc.code);
    sentence = refusal.sentence().replace(" ", "%20");
    details =
        Base64.getEncoder()
            .withoutPadding()
            .encodeToString(Refusals.details(grpc, refusal).toByteArray());
  }

  @Override
  public void handle(HttpServerRequest request) {
    var address = request.connection().remoteAddress();
    String from = address == null ? "" : String.valueOf(address.hostAddress());
    if (services.admission().isShut(from, request.headers().getAll("authorization"))) {
      refuse(request);
    } else {
      calls.handle(request);
    }
  }

  /// When the message has come in, unread: answered before that, a caller would see no more than a
  /// reset stream.
  private void refuse(HttpServerRequest request) {
    long slow =
        vertx.setTimer(services.limits().callTime().toMillis(), _ -> request.response().reset());
    request.exceptionHandler(_ -> vertx.cancelTimer(slow));
    request.endHandler(
        _ -> {
          vertx.cancelTimer(slow);
          request
              .response()
              .putHeader("content-type", "application/grpc")
              .putHeader("grpc-status", status)
              .putHeader("grpc-message", sentence)
              .putHeader(Refusals.DETAILS, details)
              .end();
        });
    request.resume();
  }
}
