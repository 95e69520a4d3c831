package io.legate.edge;

import io.legate.refusal.Code;
import org.jspecify.annotations.Nullable;

/// The one table of refusals: what each code is over gRPC and over HTTP (`docs/spec/errors.md`).
public final class StatusMapping {

  /// Seconds after which to ask again where the answer says that it may help.
  public static final int RETRY_AFTER_SECONDS = 1;

  private StatusMapping() {}

  /// The gRPC statuses that refusals have, named as `google.rpc.Code` names them.
  public enum Grpc {
    INVALID_ARGUMENT,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    FAILED_PRECONDITION,
    UNAVAILABLE,
    UNAUTHENTICATED
  }

  /// In which role an HTTP endpoint answers. A proof that is not accepted is 400 where tokens are
  /// issued (RFC 9449 section 5) and 401 where one was sent (section 7.1).
  public enum Role {
    /// The caller authenticates by client assertion.
    AUTHORIZATION_SERVER,
    /// The caller sent an access token.
    PROTECTED_RESOURCE
  }

  /// Returns the gRPC status.
  public static Grpc grpc(Code code) {
    return switch (code) {
      case INVALID_CLIENT, INVALID_TOKEN, INVALID_DPOP_PROOF, USE_DPOP_NONCE ->
          Grpc.UNAUTHENTICATED;
      case UNAUTHORIZED_CLIENT,
          INSUFFICIENT_SCOPE,
          ACCESS_DENIED,
          ACTOR_OF_THE_CHAIN,
          KEY_TOO_NEW ->
          Grpc.PERMISSION_DENIED;
      case NOT_FOUND -> Grpc.NOT_FOUND;
      case IDEMPOTENCY_CONFLICT -> Grpc.ALREADY_EXISTS;
      case TASK_CLOSED,
          ALREADY_SETTLED,
          ALREADY_ANSWERED,
          LAPSED,
          POLICY_FROM_FOLDER,
          STILL_RUNNING,
          ON_HOLD ->
          Grpc.FAILED_PRECONDITION;
      case TOO_MANY_REQUESTS, REQUEST_TOO_LARGE -> Grpc.RESOURCE_EXHAUSTED;
      case TEMPORARILY_UNAVAILABLE -> Grpc.UNAVAILABLE;
      case INVALID_REQUEST,
          UNSUPPORTED_GRANT_TYPE,
          UNSUPPORTED_TOKEN_TYPE,
          INVALID_TARGET,
          INVALID_SCOPE,
          INVALID_AUTHORIZATION_DETAILS,
          INVALID_APPROVAL,
          REQUEST_EXPIRED ->
          Grpc.INVALID_ARGUMENT;
    };
  }

  /// Returns the HTTP status.
  public static int http(Code code, Role role) {
    boolean resource = role == Role.PROTECTED_RESOURCE;
    return switch (code) {
      case INVALID_CLIENT, INVALID_TOKEN -> 401;
      case INVALID_DPOP_PROOF, USE_DPOP_NONCE -> resource ? 401 : 400;
      case UNAUTHORIZED_CLIENT, ACCESS_DENIED, ACTOR_OF_THE_CHAIN, KEY_TOO_NEW ->
          resource ? 403 : 400;
      case INSUFFICIENT_SCOPE -> 403;
      case NOT_FOUND -> 404;
      case IDEMPOTENCY_CONFLICT,
          TASK_CLOSED,
          ALREADY_SETTLED,
          ALREADY_ANSWERED,
          LAPSED,
          POLICY_FROM_FOLDER,
          STILL_RUNNING,
          ON_HOLD ->
          resource ? 409 : 400;
      case REQUEST_TOO_LARGE -> 413;
      case TOO_MANY_REQUESTS -> 429;
      case TEMPORARILY_UNAVAILABLE -> 503;
      case INVALID_REQUEST,
          UNSUPPORTED_GRANT_TYPE,
          UNSUPPORTED_TOKEN_TYPE,
          INVALID_TARGET,
          INVALID_SCOPE,
          INVALID_AUTHORIZATION_DETAILS,
          INVALID_APPROVAL,
          REQUEST_EXPIRED ->
          400;
    };
  }

  /// Returns the `WWW-Authenticate` of the answer, which every 401 has, and a 403 for want of scope
  /// (RFC 9449 section 7.1, RFC 6750 section 3); null where there is none.
  public static @Nullable String challenge(Code code, Role role) {
    int status = http(code, role);
    if (status != 401 && code != Code.INSUFFICIENT_SCOPE) {
      return null;
    }
    return "DPoP error=\"" + code.label() + "\", algs=\"ES256 EdDSA\"";
  }

  /// Returns whether to ask again later may help, and `Retry-After` is sent.
  public static boolean mayRetry(Code code) {
    return code == Code.TOO_MANY_REQUESTS || code == Code.TEMPORARILY_UNAVAILABLE;
  }
}
