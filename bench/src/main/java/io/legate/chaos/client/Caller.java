package io.legate.chaos.client;

import io.legate.chaos.stage.Party;
import io.legate.crypto.Base64Url;
import io.legate.crypto.SigningInput;
import io.legate.crypto.Typ;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.vertx.grpc.common.ServiceMethod;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One registered client, at any of the brokers: its proofs, its assertions, its API token.
final class Caller {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration ASSERTION_VALID = Duration.ofSeconds(30);

  /// Well before it ends, so that no attempt fails for that.
  private static final Duration TOKEN_USED_FOR = Duration.ofSeconds(200);

  private static final String TOKEN_PATH = "/oauth2/token";

  private final Party party;
  private final Wires wires;
  private final ProofMaker proofs;
  private final AtomicReference<@Nullable Held> held = new AtomicReference<>();

  /// An API token and until when it is used.
  private record Held(String token, Instant until) {}

  Caller(Party party, Wires wires) {
    this.party = party;
    this.wires = wires;
    this.proofs = new ProofMaker(party.key());
  }

  Party party() {
    return party;
  }

  /// Makes a call that a client assertion in the message authenticates.
  <Q, A> Reply<A> open(int broker, ServiceMethod<A, Q> method, Q message) {
    return call(broker, method, message, null);
  }

  /// Makes a call that the API token authenticates, which is fetched first where it is needed.
  <Q, A> Reply<A> call(int broker, ServiceMethod<A, Q> method, Q message) {
    Held now = held.get();
    if (now == null || Instant.now().isAfter(now.until)) {
      Reply<String> fetched = token(broker, assertion());
      if (fetched.message() == null) {
        return fetched.asFailure();
      }
      now = new Held(fetched.message(), Instant.now().plus(TOKEN_USED_FOR));
      held.set(now);
    }
    Reply<A> reply = call(broker, method, message, now.token);
    if (reply.reason().equals("invalid_token")) {
      held.compareAndSet(now, null);
    }
    return reply;
  }

  private <Q, A> Reply<A> call(
      int broker, ServiceMethod<A, Q> method, Q message, @Nullable String token) {
    String path = "/" + method.serviceName().fullyQualifiedName() + "/" + method.methodName();
    Reply<A> reply = wires.to(broker).call(method, metadata(path, token), message);
    wires.remember(reply.nonce());
    if (reply.isNonceAsked()) {
      reply = wires.to(broker).call(method, metadata(path, token), message);
      wires.remember(reply.nonce());
    }
    return reply;
  }

  private Map<String, String> metadata(String path, @Nullable String token) {
    var target = Target.of("POST", Party.ISSUER + path).withNonce(wires.nonce());
    var metadata = new LinkedHashMap<String, String>();
    if (token != null) {
      target = target.withToken(token);
      metadata.put("authorization", "DPoP " + token);
    }
    metadata.put("dpop", proofs.make(target, Instant.now()));
    return metadata;
  }

  /// Asks for an API token by one assertion.
  Reply<String> token(int broker, String assertion) {
    Reply<String> reply = askForToken(broker, assertion);
    if (reply.isNonceAsked()) {
      reply = askForToken(broker, assertion);
    }
    if (reply.message() == null) {
      return reply;
    }
    try {
      String token = JsonReader.readObject(reply.message()).string("access_token");
      return token == null ? Reply.failed("UNKNOWN", "", "no token", null) : Reply.ok(token, null);
    } catch (MalformedJsonException e) {
      return Reply.failed("UNKNOWN", "", "not JSON", null);
    }
  }

  private Reply<String> askForToken(int broker, String assertion) {
    var target = Target.of("POST", Party.ISSUER + TOKEN_PATH).withNonce(wires.nonce());
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "client_credentials");
    form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.put("client_assertion", assertion);
    var headers = Map.of("dpop", proofs.make(target, Instant.now()));
    Reply<String> reply = wires.to(broker).post(TOKEN_PATH, headers, form);
    wires.remember(reply.nonce());
    return reply;
  }

  /// Returns a new assertion, good for one call.
  String assertion() {
    byte[] jti = new byte[16];
    RANDOM.nextBytes(jti);
    Instant now = Instant.now();
    var claims =
        Json.Obj.with("iss", party.id())
            .with("sub", party.id())
            .with("aud", Party.ISSUER)
            .with("iat", now.getEpochSecond())
            .with("exp", now.plus(ASSERTION_VALID).getEpochSecond())
            .with("jti", Base64Url.encode(jti))
            .build();
    return SigningInput.of(party.key().publicKey(), Typ.CLIENT_AUTHENTICATION, claims)
        .signedBy(party.key());
  }

  /// Returns a new proof by this client's key.
  String proof(Target target) {
    return proofs.make(target, Instant.now());
  }
}
