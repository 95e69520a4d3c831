package io.legate.http;

import io.legate.caller.Call;
import io.legate.caller.Caller;
import io.legate.caller.CallerAuthentication;
import io.legate.dpop.ExpectedRequest.UriRule;
import io.legate.edge.EdgeServices.Door;
import io.legate.edge.PassedCall;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.util.List;

/// What authenticates the sender of a form. Nothing of it is verified until a method is called.
///
/// A client says who it is in one way (RFC 6749 section 2.3): a client assertion (RFC 7523), or
/// where an endpoint takes that, an API token.
///
/// @param authorization every `Authorization` header
record Sender(CallerAuthentication callers, List<String> authorization, Call call) {

  /// The one `client_assertion_type` there is (RFC 7523 section 2.2).
  static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  Sender {
    authorization = List.copyOf(authorization);
  }

  static Sender of(Door door, PassedCall call, boolean recorded) {
    return new Sender(
        door.callers(),
        call.authorization(),
        new Call(
            "POST", door.issuer() + call.method(), UriRule.NORMALISED, call.proofs(), recorded));
  }

  /// Whether an access token came with the request.
  boolean sentToken() {
    return !authorization.isEmpty();
  }

  /// Returns the client, by whichever it sent: its API token or its assertion.
  ///
  /// @throws RefusedException as [#byApiToken] or [#byAssertion]
  Caller client(Form form) throws RefusedException {
    return sentToken() ? byApiToken(form) : byAssertion(form);
  }

  /// Whether nothing came with the request that shows a key: neither a token nor a proof.
  boolean isBare() {
    return authorization.isEmpty() && call.proofs().isEmpty();
  }

  /// Returns the client, by its assertion and its proof.
  ///
  /// @throws RefusedException with [Code#INVALID_CLIENT], [Code#INVALID_REQUEST] or a proof's codes
  Caller byAssertion(Form form) throws RefusedException {
    return callers.byAssertion(assertion(form), form.get("client_id"), call);
  }

  /// Returns the client, by its assertion and nothing else; to be spent before anything is done.
  ///
  /// @throws RefusedException with [Code#INVALID_CLIENT]
  Caller byAssertionAlone(Form form) throws RefusedException {
    return callers.byAssertionAlone(assertion(form), form.get("client_id"));
  }

  private String assertion(Form form) throws RefusedException {
    String assertion = form.get("client_assertion");
    if (sentToken() || form.get("client_secret") != null) {
      throw new RefusedException(
          Code.INVALID_CLIENT, "the client must authenticate in one way, by `client_assertion`");
    }
    if (assertion == null) {
      throw new RefusedException(Code.INVALID_CLIENT, "`client_assertion` is missing");
    }
    if (!ASSERTION_TYPE.equals(form.get("client_assertion_type"))) {
      throw new RefusedException(
          Code.INVALID_CLIENT, "`client_assertion_type` must be `" + ASSERTION_TYPE + "`");
    }
    return assertion;
  }

  /// Returns the caller, by its API token.
  ///
  /// @throws RefusedException with [Code#INVALID_TOKEN], [Code#INVALID_CLIENT] or a proof's codes
  Caller byApiToken(Form form) throws RefusedException {
    if (form.get("client_assertion") != null || form.get("client_secret") != null) {
      throw new RefusedException(
          Code.INVALID_CLIENT, "the client must authenticate in one way, by its API token");
    }
    return byApiToken();
  }

  /// Returns the caller, by its API token, where nothing else could come with the request.
  ///
  /// @throws RefusedException with [Code#INVALID_TOKEN] or a proof's codes
  Caller byApiToken() throws RefusedException {
    return callers.byApiToken(authorization, call);
  }
}
