package io.legate.grpc;

import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;

/// What every call checks of its messages and its time before anyone looks into them.
final class Messages {

  private Messages() {}

  /// Whether messages may come compressed. They are not taken: a small message must not become a
  /// large one here.
  static boolean isCompressed(GrpcServerRequest<?, ?> request) {
    String encoding = request.encoding();
    return encoding != null && !encoding.equals("identity");
  }

  /// Ends a call whose messages are compressed.
  static void endCompressed(GrpcServerResponse<?, ?> response) {
    response.trailers().set("grpc-accept-encoding", "identity");
    Refusals.end(
        response, GrpcStatus.UNIMPLEMENTED, "not_served", "messages must not be compressed");
  }

  /// Milliseconds until the call ends: its own deadline, or the server's where that is sooner.
  static long millisLeft(GrpcServerRequest<?, ?> request, Calls calls) {
    long most = calls.services().limits().callTime().toMillis();
    long asked = request.timeout();
    return asked > 0 ? Math.min(asked, most) : most;
  }

  static RefusedException malformed(String sentence) {
    return new RefusedException(Code.INVALID_REQUEST, sentence);
  }

  static RefusedException overloaded() {
    return new RefusedException(Code.TOO_MANY_REQUESTS, "too many calls are under way; ask again");
  }
}
