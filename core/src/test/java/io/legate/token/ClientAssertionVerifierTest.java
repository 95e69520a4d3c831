package io.legate.token;

import static io.legate.token.Tokens.AGENT;
import static io.legate.token.Tokens.ISSUER;
import static io.legate.token.Tokens.NOW;
import static io.legate.token.Tokens.changed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.crypto.VerificationKey;
import io.legate.jose.LocalSigner;
import io.legate.jose.TestKeys;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Bool;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import io.legate.token.TokenException.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAssertionVerifierTest {

  private final LocalSigner client = TestKeys.es256();
  private final LocalSigner second = TestKeys.eddsa();
  private final ClientAssertionVerifier verifier = verifier(client.publicKey(), second.publicKey());

  @Test
  void registeredClientIsKnownByEitherOfItsKeys() throws Exception {
    var verified = verifier.verify(assertion(claims()), AGENT.value(), NOW);
    assertThat(verified.client().id()).isEqualTo(AGENT);
    assertThat(verified.key()).isEqualTo(client.publicKey());
    assertThat(verified.expiresAt()).isEqualTo(NOW.plusSeconds(60));
    String bySecond = TestKeys.token(header("EdDSA", null), claims(), second);
    assertThat(verifier.verify(bySecond, null, NOW).key()).isEqualTo(second.publicKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"k1", "", "thumbprint"})
  void keyIsFoundByItsThumbprintOrByTrying(String kid) throws Exception {
    @Nullable String named =
        switch (kid) {
          case "" -> null;
          case "thumbprint" -> client.publicKey().thumbprint().value();
          default -> kid;
        };
    verifier.verify(TestKeys.token(header("ES256", named), claims(), client), null, NOW);
  }

  @Test
  void onlyARegisteredKeySignsForAClient() {
    String forged = TestKeys.token(header("ES256", null), claims(), TestKeys.es256());
    assertThat(reason(forged)).isEqualTo(Reason.SIGNATURE);
    String named = client.publicKey().thumbprint().value();
    String lying = TestKeys.token(header("ES256", named), claims(), TestKeys.es256());
    assertThat(reason(lying)).isEqualTo(Reason.SIGNATURE);
    String otherAlgorithm = TestKeys.token(header("EdDSA", named), claims(), client);
    assertThat(reason(otherAlgorithm)).isEqualTo(Reason.SIGNATURE);
    assertThat(reason(TestKeys.token(header("RS256", null), claims(), client)))
        .isEqualTo(Reason.ALGORITHM);
    assertThat(reason(TestKeys.token(header("none", null), claims(), client)))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void clientIsOneAndTheSameThroughout() {
    assertThat(reason(assertion(changed(claims(), "sub", new Str("agent:other")))))
        .isEqualTo(Reason.INCONSISTENT);
    Obj stranger = changed(changed(claims(), "sub", new Str("a")), "iss", new Str("a"));
    assertThat(reason(assertion(stranger))).isEqualTo(Reason.CLIENT_UNKNOWN);
    assertThat(
            catchThrowableOfType(
                    TokenException.class,
                    () -> verifier.verify(assertion(claims()), "agent:other", NOW))
                .reason())
        .isEqualTo(Reason.CLIENT);
  }

  /// CVE-2025-27370: one issuer's assertion must not pass at another.
  @Test
  void audienceIsTheIssuerAsOneStringAndNothingElse() {
    for (Json aud :
        List.of(
            Arr.ofStrings(List.of(ISSUER)),
            Arr.ofStrings(List.of(ISSUER, "https://other.example")),
            new Bool(true),
            new Str(""))) {
      assertThat(reason(assertion(changed(claims(), "aud", aud))))
          .isEqualTo(Reason.CLAIM_MALFORMED);
    }
    for (String aud :
        List.of(
            ISSUER + "/",
            ISSUER + "/oauth2/token",
            "https://other.example",
            "HTTPS://broker.example")) {
      assertThat(reason(assertion(changed(claims(), "aud", new Str(aud)))))
          .isEqualTo(Reason.AUDIENCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "aud", "iat", "exp", "jti"})
  void claimsAreRequired(String name) {
    assertThat(reason(assertion(changed(claims(), name, null)))).isEqualTo(Reason.CLAIM_MISSING);
    assertThat(reason(assertion(changed(claims(), name, new Bool(true)))))
        .isEqualTo(Reason.CLAIM_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 60, ", "0, 61, VALID_TOO_LONG", "0, 600, VALID_TOO_LONG", "0, 0, EXPIRED",
    "-300, -240, EXPIRED", "-59, 1, ", "-60, 1, VALID_TOO_LONG", "10, 70, ",
    "11, 71, FROM_THE_FUTURE", "61, 100, FROM_THE_FUTURE"
  })
  void timesHaveTheirEdges(long iat, long exp, @Nullable Reason reason) {
    Obj moved = changed(changed(claims(), "iat", seconds(iat)), "exp", seconds(exp));
    assertThat(reason(assertion(moved))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"8, ", "10, ", "11, FROM_THE_FUTURE", "61, FROM_THE_FUTURE"})
  void notBeforeHolds(long nbf, @Nullable Reason reason) {
    assertThat(reason(assertion(changed(claims(), "nbf", seconds(nbf))))).isEqualTo(reason);
  }

  @Test
  void replayKeyIsTheClientsAndTheIdsTogether() throws Exception {
    String one = verifier.verify(assertion(claims()), null, NOW).replayKey();
    String again =
        verifier.verify(assertion(changed(claims(), "exp", seconds(59))), null, NOW).replayKey();
    String other =
        verifier.verify(assertion(changed(claims(), "jti", new Str("d"))), null, NOW).replayKey();
    assertThat(again).isEqualTo(one);
    assertThat(other).isNotEqualTo(one);
    assertThat(reason(assertion(changed(claims(), "jti", new Str("x".repeat(129))))))
        .isEqualTo(Reason.CLAIM_MALFORMED);
  }

  private static ClientAssertionVerifier verifier(VerificationKey... keys) {
    return new ClientAssertionVerifier(TestKeys.SIGNATURES, CrossFeedTest.registered(keys), ISSUER);
  }

  private static Obj header(String alg, @Nullable String kid) {
    return Obj.with("alg", alg)
        .with("typ", "client-authentication+jwt")
        .withOptional("kid", kid)
        .build();
  }

  private static Obj claims() {
    return Obj.with("iss", AGENT.value())
        .with("sub", AGENT.value())
        .with("aud", ISSUER)
        .with("iat", NOW.getEpochSecond())
        .with("exp", NOW.getEpochSecond() + 60)
        .with("jti", "c")
        .build();
  }

  private String assertion(Obj claims) {
    return TestKeys.token(header("ES256", null), claims, client);
  }

  private static Num seconds(long fromNow) {
    return new Num(Long.toString(NOW.getEpochSecond() + fromNow));
  }

  private @Nullable Reason reason(String text) {
    var refusal =
        catchThrowableOfType(TokenException.class, () -> verifier.verify(text, null, NOW));
    return refusal == null ? null : refusal.reason();
  }
}
