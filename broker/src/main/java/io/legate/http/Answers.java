package io.legate.http;

import io.legate.edge.StatusMapping;
import io.legate.edge.StatusMapping.Role;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.refusal.RefusedException;
import io.vertx.core.http.HttpServerResponse;

/// Answers of the endpoints. None may be stored by whoever passes it on (RFC 6749 section 5.1).
final class Answers {

  /// The header in which nonces are handed out (RFC 9449 section 8).
  static final String NONCE = "DPoP-Nonce";

  private Answers() {}

  /// Answers 200.
  static void ok(HttpServerResponse response, Reply reply) {
    uncached(response);
    if (!reply.type().isEmpty()) {
      response.putHeader("content-type", reply.type());
    }
    response.end(reply.body());
  }

  /// Answers with a refusal. Where it is an agent's evidence that does not hold, its resource
  /// server did nothing wrong but to ask: it is not told to authenticate anew.
  static void refused(HttpServerResponse response, RefusedException refusal, Role role) {
    if (refusal.isAboutAgent()) {
      var body = error(refusal.code().label(), refusal.sentence()).with("subject", "agent");
      json(response, 400, body.build());
      return;
    }
    String challenge = StatusMapping.challenge(refusal.code(), role);
    if (challenge != null) {
      response.putHeader("www-authenticate", challenge);
    }
    if (StatusMapping.mayRetry(refusal.code())) {
      response.putHeader("retry-after", Integer.toString(StatusMapping.RETRY_AFTER_SECONDS));
    }
    error(
        response,
        StatusMapping.http(refusal.code(), role),
        refusal.code().label(),
        refusal.sentence());
  }

  static void notFound(HttpServerResponse response) {
    error(response, 404, "not_found", "there is nothing here");
  }

  static void wrongMethod(HttpServerResponse response, String allowed) {
    response.putHeader("allow", allowed);
    error(response, 405, "invalid_request", "the method must be " + allowed);
  }

  static void outOfTime(HttpServerResponse response) {
    response.putHeader("retry-after", Integer.toString(StatusMapping.RETRY_AFTER_SECONDS));
    error(response, 503, "temporarily_unavailable", "the request took too long");
  }

  /// Answers that something broke. The caller learns an id to ask about, and nothing else.
  static void broken(HttpServerResponse response, String incident) {
    error(response, 500, "server_error", "incident " + incident);
  }

  private static void error(HttpServerResponse response, int status, String code, String sentence) {
    json(response, status, error(code, sentence).build());
  }

  private static Json.Builder error(String code, String sentence) {
    return Json.Obj.with("error", code).with("error_description", ErrorText.of(sentence));
  }

  private static void json(HttpServerResponse response, int status, Json.Obj body) {
    if (!response.ended()) {
      uncached(response)
          .setStatusCode(status)
          .putHeader("content-type", "application/json")
          .end(Jcs.text(body));
    }
  }

  private static HttpServerResponse uncached(HttpServerResponse response) {
    return response.putHeader("cache-control", "no-store").putHeader("pragma", "no-cache");
  }
}
