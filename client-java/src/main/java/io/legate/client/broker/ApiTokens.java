package io.legate.client.broker;

import io.legate.client.broker.BrokerException.Code;
import io.legate.client.broker.HttpsClient.Answer;
import io.legate.dpop.ProofMaker;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The client's API token: fetched when first needed, renewed before it ends, one fetch at a time.
///
/// `client_credentials` with `private_key_jwt` and DPoP over HTTP (RFC 6749 section 4.4, RFC 7523,
/// RFC 9449 section 5).
final class ApiTokens {

  private static final String PATH = "/oauth2/token";

  private final BrokerChannel channel;
  private final String uri;
  private final ClientAssertions assertions;
  private final ProofMaker proofs;
  private final String scope;
  private final InstantSource clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private final AtomicReference<@Nullable String> nonce = new AtomicReference<>();
  private volatile @Nullable Held held;

  /// A token and when to replace it.
  private record Held(String token, Instant renewAt, Instant expiresAt) {}

  ApiTokens(
      BrokerChannel channel,
      String uri,
      ClientAssertions assertions,
      ProofMaker proofs,
      String scope,
      InstantSource clock) {
    this.channel = channel;
    this.uri = uri + PATH;
    this.assertions = assertions;
    this.proofs = proofs;
    this.scope = scope;
    this.clock = clock;
  }

  /// Returns a token that is good for a while.
  String current() throws BrokerException {
    return currentHeld().token;
  }

  /// When the token that [#current] returned last ends.
  Instant expiresAt() throws BrokerException {
    return currentHeld().expiresAt;
  }

  private Held currentHeld() throws BrokerException {
    Held now = held;
    if (now != null && clock.instant().isBefore(now.renewAt)) {
      return now;
    }
    fetching.lock();
    try {
      Held meanwhile = held;
      if (meanwhile != null && clock.instant().isBefore(meanwhile.renewAt)) {
        return meanwhile;
      }
      Held fetched = fetch();
      held = fetched;
      return fetched;
    } finally {
      fetching.unlock();
    }
  }

  /// Forgets a token that the broker did not accept.
  void drop(String token) {
    Held now = held;
    if (now != null && now.token.equals(token)) {
      held = null;
    }
  }

  private Held fetch() throws BrokerException {
    Instant askedAt = clock.instant();
    Answer answer = ask();
    if (answer.status() == 400 && "use_dpop_nonce".equals(member(answer, "error"))) {
      answer = ask();
    }
    if (answer.status() != 200) {
      throw refusal(answer);
    }
    String token = member(answer, "access_token");
    String type = member(answer, "token_type");
    if (token == null || !"DPoP".equalsIgnoreCase(type)) {
      throw malformed();
    }
    var expiresAt = askedAt.plusSeconds(expiresIn(answer));
    return new Held(token, Renewal.at(askedAt, expiresAt), expiresAt);
  }

  /// Asks until a broker answers, each time with an assertion and a proof of its own: what was sent
  /// to one that did not answer may have been used up there.
  private Answer ask() throws BrokerException {
    for (int attempt = 1; ; attempt++) {
      try {
        Answer answer = askOnce();
        if (answer.status() != 503 || attempt >= channel.attempts()) {
          return answer;
        }
      } catch (BrokerException failure) {
        if (failure.code() != Code.UNAVAILABLE || attempt >= channel.attempts()) {
          throw failure;
        }
      }
      BrokerConnection.pause(attempt);
    }
  }

  private Answer askOnce() throws BrokerException {
    Instant now = clock.instant();
    var target = ProofMaker.Target.of("POST", uri).withNonce(nonce.get());
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "client_credentials");
    form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.put("client_assertion", assertions.make(now));
    if (!scope.isEmpty()) {
      form.put("scope", scope);
    }
    var answer =
        channel.http(
            "POST",
            PATH,
            Map.of(
                "content-type",
                "application/x-www-form-urlencoded",
                "dpop",
                proofs.make(target, now)),
            encoded(form));
    if (answer.nonce() != null) {
      nonce.set(answer.nonce());
    }
    return answer;
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static BrokerException refusal(Answer answer) throws BrokerException {
    Code code =
        switch (answer.status()) {
          case 400 -> Code.INVALID_ARGUMENT;
          case 401 -> Code.UNAUTHENTICATED;
          case 403 -> Code.PERMISSION_DENIED;
          case 404 -> Code.NOT_FOUND;
          case 413, 429 -> Code.RESOURCE_EXHAUSTED;
          case 503 -> Code.UNAVAILABLE;
          default -> Code.INTERNAL;
        };
    String error = member(answer, "error");
    String description = member(answer, "error_description");
    return new BrokerException(
        code,
        error == null ? "unspecified" : error,
        description == null ? "the broker answered " + answer.status() : description);
  }

  private static @Nullable String member(Answer answer, String name) throws BrokerException {
    return body(answer).string(name);
  }

  private static long expiresIn(Answer answer) throws BrokerException {
    if (body(answer).get("expires_in") instanceof Num(var text) && text.matches("[0-9]{1,9}")) {
      return Long.parseLong(text);
    }
    throw malformed();
  }

  private static Obj body(Answer answer) throws BrokerException {
    try {
      return answer.body().isEmpty() ? Obj.EMPTY : JsonReader.readObject(answer.body());
    } catch (MalformedJsonException _) {
      // A proxy's page: its status says what there is to say.
      return Obj.EMPTY;
    }
  }

  private static BrokerException malformed() {
    return new BrokerException(
        Code.INTERNAL, "unspecified", "the broker's token answer is malformed");
  }
}
