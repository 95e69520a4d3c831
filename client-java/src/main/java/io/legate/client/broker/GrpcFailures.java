package io.legate.client.broker;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.legate.client.broker.BrokerException.Code;
import io.legate.v1.StreamError;
import io.vertx.core.VertxException;
import io.vertx.core.http.StreamResetException;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcErrorException;
import io.vertx.grpc.common.GrpcStatus;
import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Base64;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Reads the failures of calls: status, `google.rpc.Status` with its `ErrorInfo` from the metadata
/// `grpc-status-details-bin`, and what happens to connections.
///
/// The details come in the trailers, or in the headers where the answer has nothing else.
final class GrpcFailures {

  private static final String UNSPECIFIED = "unspecified";
  private static final String SILENT = "the broker gave no reason";

  private GrpcFailures() {}

  /// Returns the metadata entry from trailers or headers, or null where neither has it.
  static @Nullable String metadata(GrpcClientResponse<?, ?> response, String name) {
    String trailer = response.trailers().get(name);
    return trailer != null ? trailer : response.headers().get(name);
  }

  /// Returns the failure of a call that was answered.
  static BrokerException of(GrpcClientResponse<?, ?> response, @Nullable Throwable cause) {
    var status = response.status();
    if (status == null || status == GrpcStatus.OK) {
      return cause == null
          ? new BrokerException(Code.INTERNAL, UNSPECIFIED, "the broker's answer has no message")
          : ofTransport(cause);
    }
    Status details = details(metadata(response, "grpc-status-details-bin"));
    return of(code(status), details);
  }

  /// Returns the failure of one question on a stream. The stream itself is authenticated, so that
  /// it can only be the agent who is not.
  static BrokerException of(StreamError error) {
    var status = GrpcStatus.valueOf(error.getCode());
    Code code = status == null ? Code.UNKNOWN : code(status);
    var failure =
        new BrokerException(
            code,
            error.getReason().isEmpty() ? UNSPECIFIED : error.getReason(),
            error.getMessage().isEmpty() ? SILENT : error.getMessage());
    return code == Code.UNAUTHENTICATED ? failure.withAboutAgent() : failure;
  }

  private static BrokerException of(Code code, @Nullable Status details) {
    if (details == null) {
      return new BrokerException(code, UNSPECIFIED, SILENT);
    }
    String sentence = details.getMessage().isEmpty() ? SILENT : details.getMessage();
    for (Any detail : details.getDetailsList()) {
      ErrorInfo info = info(detail);
      if (info != null) {
        var failure = new BrokerException(code, info.getReason(), sentence);
        boolean aboutAgent = "agent".equals(info.getMetadataMap().get("subject"));
        return aboutAgent ? failure.withAboutAgent() : failure;
      }
    }
    return new BrokerException(code, UNSPECIFIED, sentence);
  }

  private static @Nullable ErrorInfo info(Any detail) {
    try {
      return detail.is(ErrorInfo.class) ? detail.unpack(ErrorInfo.class) : null;
    } catch (InvalidProtocolBufferException _) {
      return null;
    }
  }

  private static @Nullable Status details(@Nullable String bin) {
    if (bin == null) {
      return null;
    }
    try {
      // Binary metadata may come with or without padding.
      return Status.parseFrom(Base64.getDecoder().decode(bin.replace("=", "")));
    } catch (IllegalArgumentException | InvalidProtocolBufferException _) {
      return null;
    }
  }

  /// Returns the failure of a call that was not answered. Whether the broker acted on it is
  /// unknown, which is what `request_id` is for, so that all but a few kinds may be tried again.
  ///
  /// What is not gRPC at all is among them: a broker that is starting, or a proxy before it,
  /// answers in plain HTTP, and Vert.x tells that by an exception without a type.
  static BrokerException ofTransport(Throwable cause) {
    if (isNotTrusted(cause)) {
      return new BrokerException(
          Code.FAILED_PRECONDITION,
          "broker_not_trusted",
          "the broker's certificate is not of the pinned authority, or not for its host",
          cause);
    }
    return switch (cause) {
      case BrokerException known -> known;
      case InvalidStatusException status ->
          new BrokerException(code(status.actualStatus()), UNSPECIFIED, SILENT, status);
      // Nobody here cancels a call but its own deadline.
      case GrpcErrorException error when error.status() == GrpcStatus.CANCELLED -> late(error);
      case GrpcErrorException error ->
          new BrokerException(
              code(error.status()), "connection_failed", "the call was broken off", error);
      case TimeoutException timeout -> late(timeout);
      case StreamResetException reset -> unavailable("the call was broken off", reset);
      // Whatever else Vert.x throws of its own: a connection that was closed, also while it was
      // made.
      case VertxException closed -> unavailable("the connection was closed", closed);
      case IOException io -> unavailable("the broker cannot be reached", io);
      case IllegalArgumentException bug -> unmade(bug);
      case NullPointerException bug -> unmade(bug);
      default -> unavailable("the broker's answer was lost or is none", cause);
    };
  }

  /// A handshake that was merely cut off has no such cause, and may be tried again.
  private static boolean isNotTrusted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof CertPathValidatorException) {
        return true;
      }
    }
    return false;
  }

  private static BrokerException late(Throwable cause) {
    return new BrokerException(
        Code.DEADLINE_EXCEEDED, "deadline_exceeded", "the broker did not answer in time", cause);
  }

  private static BrokerException unmade(RuntimeException bug) {
    return new BrokerException(
        Code.INTERNAL, "connection_failed", "the call could not be made", bug);
  }

  private static BrokerException unavailable(String sentence, Throwable cause) {
    return new BrokerException(Code.UNAVAILABLE, "connection_failed", sentence, cause);
  }

  private static Code code(GrpcStatus status) {
    return status == GrpcStatus.OK ? Code.UNKNOWN : Code.valueOf(status.name());
  }
}
