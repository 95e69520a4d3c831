package io.legate.client.web;

import io.legate.client.broker.BrokerException;
import io.legate.client.resource.NotPermittedException;
import io.legate.client.resource.Refusal;
import io.legate.client.resource.RefusedCallException;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.json.MalformedJsonException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP answer. The only place that says which failure becomes which.
record HttpReply(int status, Map<String, String> headers, String body) {

  private static final Logger LOG = LoggerFactory.getLogger(HttpReply.class);

  private static final String CHALLENGE = "www-authenticate";
  private static final String ALGS = "algs=\"ES256 EdDSA\"";

  HttpReply {
    headers = Map.copyOf(headers);
  }

  static HttpReply ok(Json body) {
    return json(200, body);
  }

  static HttpReply error(int status, String error, @Nullable String sentence) {
    return json(
        status,
        Obj.with("error", error)
            .withOptional("error_description", sentence == null ? null : onOneLine(sentence))
            .build());
  }

  /// Returns the answer to a failure.
  ///
  /// @param now for how long to wait
  static HttpReply of(Throwable failure, Instant now) {
    return switch (failure) {
      case RefusedCallException refused ->
          refused.reason().isTemporary()
              ? error(503, refused.reason().error(), refused.sentence())
                  .with(Map.of("retry-after", "1"))
              : unauthenticated(refused);
      case NotPermittedException denied -> refused(denied.refusal(), now);
      case RequestException request ->
          error(request.status(), request.error(), request.getMessage());
      case MalformedJsonException malformed ->
          error(400, "invalid_request", "the body " + malformed.getMessage());
      case BrokerException broker -> undecided(broker);
      default -> {
        LOG.error("request failed", failure);
        yield error(500, "server_error", null);
      }
    };
  }

  /// RFC 9449 section 7.1. Where the caller sent nothing to be wrong with there is no `error` (RFC
  /// 6750 section 3.1).
  private static HttpReply unauthenticated(RefusedCallException refused) {
    String error = refused.reason().error();
    String challenge =
        refused.reason() == RefusedCallException.Reason.NO_CREDENTIALS
            ? "DPoP " + ALGS
            : "DPoP error=\"%s\", error_description=\"%s\", %s"
                .formatted(error, onOneLine(refused.sentence()), ALGS);
    var headers = new LinkedHashMap<String, String>();
    headers.put(CHALLENGE, challenge);
    String nonce = refused.nonce();
    if (nonce != null) {
      headers.put("dpop-nonce", nonce);
    }
    return error(401, error, refused.sentence()).with(headers);
  }

  private static HttpReply refused(Refusal refusal, Instant now) {
    return switch (refusal.decision()) {
      case DENY, ESCALATE -> json(403, refusal.json());
      case RATE_LIMITED -> json(429, refusal.json()).with(retryAfter(refusal.retryAt(), now));
    };
  }

  private static Map<String, String> retryAfter(@Nullable Instant retryAt, Instant now) {
    if (retryAt == null) {
      return Map.of();
    }
    // Rounded up: a caller that comes back on the dot must not be early.
    long seconds = Math.max(1, Duration.between(now, retryAt).plusMillis(999).toSeconds());
    return Map.of("retry-after", Long.toString(seconds));
  }

  private static HttpReply undecided(BrokerException broker) {
    if (broker.code() == BrokerException.Code.INVALID_ARGUMENT) {
      return error(400, "invalid_request", broker.sentence());
    }
    LOG.warn("no decision: {}", broker.getMessage());
    return broker.retryable()
        ? error(503, "temporarily_unavailable", "no decision could be had")
            .with(Map.of("retry-after", "1"))
        : error(500, "server_error", "no decision could be had");
  }

  /// Returns the same answer, whose challenge, if it has one, names the server's metadata (RFC 9728
  /// section 5.1).
  HttpReply naming(String metadata) {
    String challenge = headers.get(CHALLENGE);
    return challenge == null
        ? this
        : with(Map.of(CHALLENGE, challenge + ", resource_metadata=\"" + metadata + "\""));
  }

  HttpReply with(Map<String, String> more) {
    var all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new HttpReply(status, all, body);
  }

  private static HttpReply json(int status, Json body) {
    return new HttpReply(
        status,
        Map.of("content-type", "application/json", "cache-control", "no-store"),
        Jcs.text(body));
  }

  /// The characters that RFC 6749 section 5.2 allows, without the two that end a quoted string.
  private static String onOneLine(String sentence) {
    var out = new StringBuilder(sentence.length());
    sentence
        .chars()
        .forEach(c -> out.append(c < 0x20 || c > 0x7E || c == '"' || c == '\\' ? '?' : (char) c));
    return out.toString();
  }
}
