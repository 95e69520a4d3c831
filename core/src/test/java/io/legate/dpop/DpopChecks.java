package io.legate.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.crypto.Sha256;
import io.legate.crypto.Signer;
import io.legate.crypto.Thumbprint;
import io.legate.dpop.DpopException.Reason;
import io.legate.dpop.ExpectedRequest.BoundToken;
import io.legate.dpop.ExpectedRequest.UriRule;
import io.legate.dpop.ProofMaker.Target;
import io.legate.jose.LocalSigner;
import io.legate.jose.TestKeys;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A holder, proofs with anything in them, and a verifier, for the tests of the twelve checks.
abstract class DpopChecks {

  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  static final String URI = "https://broker.example/legate.v1.TaskService/OpenTask";
  static final String TOKEN = "a.b.c";

  final LocalSigner holder = TestKeys.es256();
  final DpopVerifier verifier = new DpopVerifier(TestKeys.SIGNATURES, TestKeys.KEYS);

  static final Json GONE = new Str("gone");

  static Map<String, Json> without(String name) {
    return Collections.singletonMap(name, GONE);
  }

  String make(Target target) {
    return new ProofMaker(holder).make(target, NOW);
  }

  String proof(Obj header, Obj claims) {
    return TestKeys.token(header, claims, holder);
  }

  Obj header(Map<String, Json> changes) {
    return changed(
        Obj.with("typ", "dpop+jwt")
            .with("alg", "ES256")
            .with("jwk", holder.publicKey().jwk())
            .build(),
        changes);
  }

  static Obj claims(Map<String, Json> changes) {
    return changed(
        Obj.with("jti", "id")
            .with("htm", "POST")
            .with("htu", URI)
            .with("iat", NOW.getEpochSecond())
            .build(),
        changes);
  }

  static Obj changed(Obj object, Map<String, Json> changes) {
    var members = new LinkedHashMap<>(object.members());
    changes.forEach((name, value) -> members.put(name, value));
    members.values().removeIf(GONE::equals);
    return new Obj(members);
  }

  static ExpectedRequest request() {
    return expected(null);
  }

  static ExpectedRequest withToken(Signer bound) {
    Thumbprint jkt = bound.publicKey().thumbprint();
    return expected(new BoundToken(Sha256.base64Url(TOKEN), jkt));
  }

  static ExpectedRequest expected(@Nullable BoundToken token) {
    return new ExpectedRequest("POST", URI, UriRule.STRICT, new NoncePolicy.NotOurs(), token);
  }

  static ExpectedRequest http(String uri) {
    return new ExpectedRequest("GET", uri, UriRule.NORMALISED, new NoncePolicy.NotOurs(), null);
  }

  DpopProof accept(String text) throws DpopException {
    return verifier.verify(List.of(text), request(), NOW);
  }

  void assertRefused(String text, Reason reason) {
    assertRefused(List.of(text), request(), reason);
  }

  void assertRefused(List<String> proofs, ExpectedRequest expected, Reason reason) {
    var refusal =
        catchThrowableOfType(DpopException.class, () -> verifier.verify(proofs, expected, NOW));
    assertThat(refusal).as("accepted, not refused for %s", reason).isNotNull();
    assertThat(refusal.reason()).isEqualTo(reason);
  }
}
