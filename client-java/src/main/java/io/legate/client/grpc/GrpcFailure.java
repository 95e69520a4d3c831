package io.legate.client.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.legate.client.broker.BrokerException;
import io.legate.client.resource.NotPermittedException;
import io.legate.client.resource.Refusal;
import io.legate.client.resource.RefusedCallException;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A gRPC status with its details. The only place that says which failure becomes which.
///
/// @param metadata sent with the status
record GrpcFailure(GrpcStatus status, Status details, Map<String, String> metadata) {

  private static final Logger LOG = LoggerFactory.getLogger(GrpcFailure.class);

  /// The domain of our reasons in `ErrorInfo`.
  static final String DOMAIN = "legate";

  private static final String ALGS = "algs=\"ES256 EdDSA\"";

  GrpcFailure {
    metadata = Map.copyOf(metadata);
  }

  /// Returns the status of a failure.
  ///
  /// @param now for how long to wait
  static GrpcFailure of(Throwable failure, Instant now) {
    return switch (failure) {
      case RefusedCallException refused ->
          refused.reason().isTemporary()
              ? of(GrpcStatus.UNAVAILABLE, refused.reason().error(), refused.sentence())
              : unauthenticated(refused);
      case NotPermittedException denied -> refused(denied.refusal(), now);
      case BrokerException broker -> undecided(broker);
      case StatusException status ->
          of(status.status(), "unspecified", String.valueOf(status.message()));
      default -> {
        LOG.error("call failed", failure);
        yield of(GrpcStatus.INTERNAL, "server_error", "the call failed");
      }
    };
  }

  static GrpcFailure of(GrpcStatus status, String reason, String sentence) {
    return of(status, info(reason), sentence);
  }

  private static GrpcFailure of(GrpcStatus status, ErrorInfo.Builder info, String sentence) {
    var details =
        Status.newBuilder()
            .setCode(status.code)
            .setMessage(sentence)
            .addDetails(Any.pack(info.build()))
            .build();
    return new GrpcFailure(status, details, Map.of());
  }

  private static GrpcFailure unauthenticated(RefusedCallException refused) {
    String error = refused.reason().error();
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("www-authenticate", "DPoP error=\"%s\", %s".formatted(error, ALGS));
    String nonce = refused.nonce();
    if (nonce != null) {
      metadata.put("dpop-nonce", nonce);
    }
    var plain = of(GrpcStatus.UNAUTHENTICATED, error, refused.sentence());
    return new GrpcFailure(plain.status, plain.details, metadata);
  }

  private static GrpcFailure refused(Refusal refusal, Instant now) {
    var first = refusal.reasons().getFirst();
    var info = info(first.code()).putMetadata("check", first.check());
    return switch (refusal.decision()) {
      case DENY -> of(GrpcStatus.PERMISSION_DENIED, info, first.sentence());
      case ESCALATE -> {
        String escalation = refusal.escalationId();
        if (escalation != null) {
          info.putMetadata("escalation_id", escalation);
        }
        yield of(GrpcStatus.FAILED_PRECONDITION, info, first.sentence());
      }
      case RATE_LIMITED ->
          of(GrpcStatus.RESOURCE_EXHAUSTED, info, first.sentence()).after(refusal.retryAt(), now);
    };
  }

  private GrpcFailure after(@Nullable Instant retryAt, Instant now) {
    if (retryAt == null) {
      return this;
    }
    var delay = java.time.Duration.between(now, retryAt);
    var wait = delay.isNegative() ? java.time.Duration.ZERO : delay;
    var info =
        RetryInfo.newBuilder()
            .setRetryDelay(
                Duration.newBuilder().setSeconds(wait.toSeconds()).setNanos(wait.toNanosPart()))
            .build();
    return new GrpcFailure(
        status, details.toBuilder().addDetails(Any.pack(info)).build(), metadata);
  }

  private static GrpcFailure undecided(BrokerException broker) {
    if (broker.code() == BrokerException.Code.INVALID_ARGUMENT) {
      return of(GrpcStatus.INVALID_ARGUMENT, "invalid_request", broker.sentence());
    }
    LOG.warn("no decision: {}", broker.getMessage());
    return broker.retryable()
        ? of(GrpcStatus.UNAVAILABLE, "temporarily_unavailable", "no decision could be had")
        : of(GrpcStatus.INTERNAL, "server_error", "no decision could be had");
  }

  private static ErrorInfo.Builder info(String reason) {
    return ErrorInfo.newBuilder().setReason(reason).setDomain(DOMAIN);
  }

  /// Writes the metadata and the details, as binary metadata without padding.
  void writeTo(MultiMap trailers) {
    metadata.forEach(trailers::set);
    trailers.set(
        "grpc-status-details-bin",
        Base64.getEncoder().withoutPadding().encodeToString(details.toByteArray()));
  }
}
