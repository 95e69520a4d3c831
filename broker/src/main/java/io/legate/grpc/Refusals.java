package io.legate.grpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.legate.edge.StatusMapping;
import io.legate.edge.StatusMapping.Role;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.Base64;

/// Refusals as gRPC tells them: a status, and a `google.rpc.Status` in the metadata
/// `grpc-status-details-bin` with `ErrorInfo` and, where single fields are wrong, `BadRequest`.
final class Refusals {

  /// `ErrorInfo.domain`.
  static final String DOMAIN = "legate";

  static final String DETAILS = "grpc-status-details-bin";

  private Refusals() {}

  /// Returns the status of a refusal.
  static GrpcStatus status(RefusedException refusal) {
    return GrpcStatus.valueOf(StatusMapping.grpc(refusal.code()).name());
  }

  /// Ends a call with a refusal.
  static void end(GrpcServerResponse<?, ?> response, RefusedException refusal) {
    GrpcStatus status = status(refusal);
    put(response.trailers(), details(status, refusal));
    String challenge = StatusMapping.challenge(refusal.code(), Role.PROTECTED_RESOURCE);
    if (challenge != null && !refusal.isAboutAgent()) {
      response.trailers().set("www-authenticate", challenge);
    }
    response.status(status).statusMessage(refusal.sentence()).end();
  }

  /// Ends a call with a status that no refusal has.
  ///
  /// @param reason `ErrorInfo.reason`
  static void end(
      GrpcServerResponse<?, ?> response, GrpcStatus status, String reason, String sentence) {
    var info = ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(reason).build();
    var details =
        Status.newBuilder()
            .setCode(status.code)
            .setMessage(sentence)
            .addDetails(Any.pack(info))
            .build();
    put(response.trailers(), details);
    response.status(status).statusMessage(sentence).end();
  }

  /// Ends a call in which something broke. The caller learns an id to ask about, and nothing else.
  static void endBroken(GrpcServerResponse<?, ?> response, String incident) {
    var info =
        ErrorInfo.newBuilder()
            .setDomain(DOMAIN)
            .setReason("internal")
            .putMetadata("incident", incident)
            .build();
    var details =
        Status.newBuilder().setCode(GrpcStatus.INTERNAL.code).addDetails(Any.pack(info)).build();
    put(response.trailers(), details);
    response.status(GrpcStatus.INTERNAL).end();
  }

  /// Returns the rich form of a refusal.
  static Status details(GrpcStatus status, RefusedException refusal) {
    var info = ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(refusal.code().label());
    if (refusal.isAboutAgent()) {
      info.putMetadata("subject", "agent");
    }
    var details =
        Status.newBuilder()
            .setCode(status.code)
            .setMessage(refusal.sentence())
            .addDetails(Any.pack(info.build()));
    if (!refusal.details().isEmpty()) {
      details.addDetails(Any.pack(violations(refusal)));
    }
    return details.build();
  }

  private static BadRequest violations(RefusedException refusal) {
    var violations = BadRequest.newBuilder();
    for (var detail : refusal.details()) {
      violations.addFieldViolations(
          BadRequest.FieldViolation.newBuilder()
              .setField(detail.pointer())
              .setDescription(detail.reason() + ": " + detail.sentence()));
    }
    return violations.build();
  }

  /// Whether the answer carries a nonce: the caller is to come again with it.
  static boolean asksForNonce(RefusedException refusal) {
    return refusal.code() == Code.USE_DPOP_NONCE && !refusal.isAboutAgent();
  }

  private static void put(MultiMap trailers, Status details) {
    trailers.set(
        DETAILS, Base64.getEncoder().withoutPadding().encodeToString(details.toByteArray()));
  }
}
