package io.legate.grpc;

import io.legate.caller.Call;
import io.legate.caller.Caller;
import io.legate.caller.CallerAuthentication;
import io.legate.dpop.ExpectedRequest.UriRule;
import io.legate.refusal.RefusedException;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;

/// A call as it came in: what authenticates its caller, and how. Nothing of it is verified until
/// one of its methods is called.
final class Incoming {

  /// Whether a call appends to the ledger, which then remembers its proof; one that does not needs
  /// a server nonce in it.
  enum Manner {
    RECORDED,
    UNRECORDED
  }

  private final CallerAuthentication callers;
  private final List<String> authorization;
  private final Call call;

  /// @param authority the configured `https` origin, never what the client calls this host
  Incoming(
      CallerAuthentication callers,
      String authority,
      GrpcServerRequest<?, ?> request,
      Manner manner) {
    this.callers = callers;
    this.authorization = request.headers().getAll("authorization");
    this.call =
        new Call(
            "POST",
            authority + "/" + request.fullMethodName(),
            UriRule.STRICT,
            request.headers().getAll("dpop"),
            manner == Manner.RECORDED);
  }

  /// Returns the caller, by its API token.
  Caller byApiToken() throws RefusedException {
    return callers.byApiToken(authorization, call);
  }

  /// Returns the caller, by a client assertion. An access token beside it would be a second way to
  /// say who calls.
  Caller byAssertion(String assertion) throws RefusedException {
    if (!authorization.isEmpty()) {
      throw new RefusedException(
          io.legate.refusal.Code.INVALID_CLIENT,
          "`client_assertion` and `authorization` do not go together");
    }
    return callers.byAssertion(assertion, null, call);
  }
}
