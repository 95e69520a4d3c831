package io.legate.grpc;

import io.legate.caller.Call;
import io.legate.caller.Caller;
import io.legate.caller.CallerAuthentication;
import io.legate.dpop.ExpectedRequest.UriRule;
import io.legate.edge.Claim;
import io.legate.edge.PassedCall;
import io.legate.refusal.RefusedException;
import io.vertx.grpc.server.GrpcServerRequest;
import java.time.Duration;
import java.util.List;

/// A call as it came in: what authenticates its caller, and how. Nothing of it is verified until
/// one of its methods is called.
final class Incoming {

  /// Whether a call appends to the ledger, which then remembers its proof; one that does not needs
  /// a server nonce in it.
  enum Manner {
    RECORDED,
    /// Recorded, and it removes authority: there is room for it when there is none for others.
    URGENT,
    UNRECORDED
  }

  private final CallerAuthentication callers;
  private final Evidence evidence;
  private final Call call;

  /// What a call's metadata says of its caller.
  ///
  /// @param from the address it came from
  /// @param method its full name, such as `legate.v1.TaskService/GetTask`
  /// @param deadline of [System#nanoTime], when nobody waits for an answer any more
  record Evidence(
      String from, String method, List<String> authorization, List<String> proofs, long deadline) {

    static Evidence of(GrpcServerRequest<?, ?> request, Duration left) {
      return new Evidence(
          Messages.from(request),
          request.fullMethodName(),
          request.headers().getAll("authorization"),
          request.headers().getAll("dpop"),
          System.nanoTime() + left.toNanos());
    }
  }

  /// @param authority the configured `https` origin, never what the client calls this host
  Incoming(CallerAuthentication callers, String authority, Evidence evidence, Manner manner) {
    this.callers = callers;
    this.evidence = evidence;
    this.call =
        new Call(
            "POST",
            authority + "/" + evidence.method,
            UriRule.STRICT,
            evidence.proofs,
            manner != Manner.UNRECORDED);
  }

  /// Returns the call as it came in, to be passed on.
  PassedCall passed(byte[] message) {
    return new PassedCall(evidence.method, evidence.authorization, evidence.proofs, message, null);
  }

  /// Returns whose call it says it is.
  ///
  /// @param assertion the client assertion in its message, empty for none
  Claim claim(String assertion) {
    return new Claim(evidence.from, evidence.authorization, assertion.isEmpty() ? null : assertion);
  }

  /// How long its caller still waits.
  Duration left() {
    return Duration.ofNanos(Math.max(0, evidence.deadline - System.nanoTime()));
  }

  /// Returns the caller, by its API token.
  Caller byApiToken() throws RefusedException {
    return callers.byApiToken(evidence.authorization, call);
  }

  /// Returns the caller, by a client assertion. An access token beside it would be a second way to
  /// say who calls.
  Caller byAssertion(String assertion) throws RefusedException {
    if (!evidence.authorization.isEmpty()) {
      throw new RefusedException(
          io.legate.refusal.Code.INVALID_CLIENT,
          "`client_assertion` and `authorization` do not go together");
    }
    return callers.byAssertion(assertion, null, call);
  }
}
