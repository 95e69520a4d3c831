package io.legate.grpc;

import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.WireFormat;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;

/// What every call checks of its messages' form and its time before anyone looks into them.
final class Messages {

  private Messages() {}

  /// Ends a call whose messages are not plain protobuf. Compressed ones are not taken, because a
  /// small message must not become a large one here; nor are those in JSON, which has more than one
  /// spelling of each.
  ///
  /// @return whether it was ended
  static boolean endUnlessPlain(
      GrpcServerRequest<?, ?> request, GrpcServerResponse<?, ?> response) {
    String encoding = request.encoding();
    if (encoding != null && !encoding.equals("identity")) {
      response.trailers().set("grpc-accept-encoding", "identity");
      Refusals.end(
          response, GrpcStatus.UNIMPLEMENTED, "not_served", "messages must not be compressed");
      return true;
    }
    if (request.format() != WireFormat.PROTOBUF) {
      Refusals.end(response, GrpcStatus.UNIMPLEMENTED, "not_served", "messages must be protobuf");
      return true;
    }
    return false;
  }

  /// The address that a call comes from.
  static String from(GrpcServerRequest<?, ?> request) {
    var address = request.connection().remoteAddress();
    return address == null ? "" : String.valueOf(address.hostAddress());
  }

  /// Milliseconds until the call ends: its own deadline, or the server's where that is sooner.
  static long millisLeft(GrpcServerRequest<?, ?> request, Calls calls) {
    long most = calls.services().limits().callTime().toMillis();
    long asked = request.timeout();
    return asked > 0 ? Math.min(asked, most) : most;
  }
}
