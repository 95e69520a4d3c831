package io.legate.token;

import static io.legate.token.Tokens.AGENT;
import static io.legate.token.Tokens.ISSUER;
import static io.legate.token.Tokens.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.crypto.Sha256;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.Typ;
import io.legate.crypto.VerificationKey;
import io.legate.delegation.StatementVerifier;
import io.legate.delegation.UnverifiedStatement;
import io.legate.dpop.DpopVerifier;
import io.legate.dpop.ExpectedRequest;
import io.legate.dpop.ExpectedRequest.UriRule;
import io.legate.dpop.NoncePolicy;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.identity.Clients;
import io.legate.jose.LocalSigner;
import io.legate.jose.TestKeys;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every class of token in every slot: only its own takes it.
///
/// One key signs them all and every slot trusts it, and each token has the claims of its own slot
/// as well as can be, so that nothing but its class keeps it out of another.
class CrossFeedTest {

  private static final String URI = "https://broker.example/legate.v1.TokenService/Exchange";

  private final LocalSigner key = TestKeys.es256();
  private final String kid = key.publicKey().thumbprint().value();

  private enum Slot {
    API_TOKEN,
    INSTANCE,
    PROOF,
    CLIENT_ASSERTION,
    STATEMENT,
    SUBJECT_TOKEN
  }

  @Test
  void onlyItsOwnSlotTakesAToken() {
    var taken = new ArrayList<String>();
    tokens()
        .forEach(
            (name, text) -> {
              for (var slot : Slot.values()) {
                if (isTaken(slot, text)) {
                  taken.add(name + " as " + slot);
                }
              }
            });
    assertThat(tokens()).hasSize(10);
    assertThat(taken)
        .containsExactlyInAnyOrder(
            "api token as API_TOKEN",
            "instance as INSTANCE",
            "dpop+jwt as PROOF",
            "client-authentication+jwt as CLIENT_ASSERTION",
            "delegation+jwt as STATEMENT",
            "subject token as SUBJECT_TOKEN");
  }

  /// The same claims under every other `typ`: what a slot takes, it takes for its class.
  @Test
  void underAnotherClassesNameNoSlotTakesItsOwnClaims() {
    var own = claims();
    var taken = new ArrayList<String>();
    own.forEach(
        (slot, claims) -> {
          for (String typ : List.of("JWT", "jwt", "at+JWT", "", "none")) {
            if (isTaken(slot, token(typ, claims))) {
              taken.add(typ + " as " + slot);
            }
          }
          for (var typ : Typ.values()) {
            if (isTaken(slot, token(typ.header(), claims))) {
              taken.add(typ.header() + " as " + slot);
            }
          }
        });
    assertThat(taken)
        .containsExactlyInAnyOrder(
            "at+jwt as API_TOKEN",
            "at+jwt as INSTANCE",
            "dpop+jwt as PROOF",
            "client-authentication+jwt as CLIENT_ASSERTION",
            "delegation+jwt as STATEMENT");
  }

  private Map<String, String> tokens() {
    var claims = claims();
    var any = Obj.with("iss", ISSUER).with("aud", ISSUER).with("sub", AGENT.value()).build();
    var tokens = new LinkedHashMap<String, String>();
    tokens.put("api token", token("at+jwt", claims.get(Slot.API_TOKEN)));
    tokens.put("instance", token("at+jwt", claims.get(Slot.INSTANCE)));
    tokens.put("dpop+jwt", token("dpop+jwt", claims.get(Slot.PROOF)));
    tokens.put(
        "client-authentication+jwt",
        token("client-authentication+jwt", claims.get(Slot.CLIENT_ASSERTION)));
    tokens.put("delegation+jwt", token("delegation+jwt", claims.get(Slot.STATEMENT)));
    tokens.put("subject token", token("corp+jwt", claims.get(Slot.SUBJECT_TOKEN)));
    for (var typ : List.of(Typ.APPROVAL, Typ.INTROSPECTION, Typ.SECURITY_EVENT, Typ.STATUS_LIST)) {
      tokens.put(typ.header(), token(typ.header(), any));
    }
    return tokens;
  }

  private Map<Slot, Obj> claims() {
    var holder = key.publicKey().thumbprint();
    long now = NOW.getEpochSecond();
    return Map.of(
        Slot.API_TOKEN,
        Tokens.apiToken(holder).toJson(),
        Slot.INSTANCE,
        Tokens.instance(holder).toJson(),
        Slot.PROOF,
        Obj.with("jti", "p").with("htm", "POST").with("htu", URI).with("iat", now).build(),
        Slot.CLIENT_ASSERTION,
        Obj.with("iss", AGENT.value())
            .with("sub", AGENT.value())
            .with("aud", ISSUER)
            .with("iat", now)
            .with("exp", now + 60)
            .with("jti", "c")
            .build(),
        Slot.STATEMENT,
        Obj.with("iss", AGENT.value())
            .with("sub", "agent:other")
            .with("aud", ISSUER)
            .with("txn", Tokens.instance(holder).txn().toString())
            .with("par_hash", Sha256.base64Url("parent"))
            .with("authorization_details", new Arr(List.of()))
            .with("hop_exp", now + 900)
            .with("iat", now)
            .with("exp", now + 60)
            .with("jti", "s")
            .build(),
        Slot.SUBJECT_TOKEN,
        Obj.with("iss", ISSUER)
            .with("sub", "alice")
            .with("aud", ISSUER)
            .with("azp", AGENT.value())
            .with("client_id", AGENT.value())
            .with("iat", now)
            .with("exp", now + 60)
            .with("jti", "u")
            .build());
  }

  private String token(String typ, @Nullable Obj claims) {
    Obj header = Obj.with("alg", "ES256").with("typ", typ).with("kid", kid).build();
    if (typ.equals("dpop+jwt")) {
      header = Tokens.changed(header, "jwk", key.publicKey().jwk());
    }
    return TestKeys.token(header, claims == null ? Obj.EMPTY : claims, key);
  }

  private boolean isTaken(Slot slot, String text) {
    var signatures = TestKeys.SIGNATURES;
    var trusted = Tokens.trusting(key);
    var verifier = new TokenVerifier(signatures, trusted, ISSUER, new VerifiedTokenCache(100_000));
    try {
      switch (slot) {
        case API_TOKEN -> verifier.verifyApiToken(text, NOW);
        case INSTANCE -> verifier.verifyInstance(text, new ExpectedAudience.DecidedByCaller(), NOW);
        case PROOF ->
            new DpopVerifier(signatures, TestKeys.KEYS)
                .verify(
                    List.of(text),
                    new ExpectedRequest(
                        "POST", URI, UriRule.STRICT, new NoncePolicy.NotOurs(), null),
                    NOW);
        case CLIENT_ASSERTION ->
            new ClientAssertionVerifier(signatures, registered(key.publicKey()), ISSUER)
                .verify(text, null, NOW);
        case STATEMENT ->
            new StatementVerifier(signatures)
                .verify(UnverifiedStatement.parse(text), key.publicKey(), ISSUER, NOW);
        case SUBJECT_TOKEN ->
            new SubjectTokenVerifier(signatures)
                .verify(
                    text,
                    new IdentityProvider(
                        "corp", ISSUER, ISSUER, "corp+jwt", Duration.ofMinutes(5), trusted),
                    AGENT,
                    null,
                    NOW);
      }
      return true;
    } catch (Exception refused) {
      assertThat(refused).isNotInstanceOf(RuntimeException.class);
      return false;
    }
  }

  static Clients registered(VerificationKey... keys) {
    var client =
        new Client(
            AGENT,
            ClientKind.AGENT,
            "ai_agent",
            Set.of(),
            Set.of(),
            List.of(keys),
            null,
            List.of());
    return new Clients() {
      @Override
      public @Nullable Client find(ClientId id) {
        return id.equals(AGENT) ? client : null;
      }

      @Override
      public @Nullable Client byKey(Thumbprint key) {
        return client.key(key) == null ? null : client;
      }

      @Override
      public @Nullable Client byAudience(String audience) {
        return null;
      }

      @Override
      public List<Client> ofKind(ClientKind kind) {
        return List.of();
      }
    };
  }
}
