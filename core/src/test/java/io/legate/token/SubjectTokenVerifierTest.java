package io.legate.token;

import static io.legate.token.Tokens.AGENT;
import static io.legate.token.Tokens.ISSUER;
import static io.legate.token.Tokens.NOW;
import static io.legate.token.Tokens.changed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.crypto.Thumbprint;
import io.legate.jose.LocalSigner;
import io.legate.jose.TestKeys;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Bool;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import io.legate.token.TokenException.Reason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTokenVerifierTest {

  private static final String IDP = "https://idp.example";

  private final LocalSigner idp = TestKeys.es256();
  private final SubjectTokenVerifier verifier = new SubjectTokenVerifier(TestKeys.SIGNATURES);

  @Test
  void subjectIsTheProvidersWordUnderItsAlias() throws Exception {
    Obj claims = changed(claims(), "roles", Arr.ofStrings(List.of("clerk")));
    claims = changed(claims, "groups", Arr.ofStrings(List.of("finance", "eu")));
    claims = changed(claims, "scope", new Str("pay"));
    claims = changed(claims, "authorization_details", new Arr(List.of()));
    var subject = verifier.verify(token(claims), provider("JWT"), AGENT, null, NOW);
    assertThat(subject.subject()).isEqualTo("user:corp:alice");
    assertThat(subject.provider()).isEqualTo("corp");
    assertThat(subject.roles()).containsExactly("clerk");
    assertThat(subject.groups()).containsExactly("finance", "eu");
    assertThat(subject.scope()).isEqualTo("pay");
    assertThat(subject.authorizationDetails()).isEqualTo(new Arr(List.of()));
    assertThat(subject.expiresAt()).isEqualTo(NOW.plusSeconds(300));
  }

  @Test
  void onlyThePinnedKeysAreTaken() {
    assertThat(reason(TestKeys.token(header("JWT"), claims(), TestKeys.es256())))
        .isEqualTo(Reason.SIGNATURE);
    Obj unnamed = changed(header("JWT"), "kid", null);
    assertThat(reason(TestKeys.token(unnamed, claims(), idp))).isEqualTo(Reason.KEY_UNKNOWN);
    Obj other = changed(header("JWT"), "kid", new Str("other"));
    assertThat(reason(TestKeys.token(other, claims(), idp))).isEqualTo(Reason.KEY_UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "JWT, JWT, true", "JWT, jwt, true", "JWT, application/jwt, true", "JWT, , false",
    "JWT, at+jwt, false", "at+jwt, application/at+jwt, true", ", , true", ", anything, true"
  })
  void classIsTheConfiguredOne(@Nullable String configured, @Nullable String typ, boolean taken) {
    String text = TestKeys.token(header(typ), claims(), idp);
    var refusal =
        catchThrowableOfType(
            TokenException.class,
            () -> verifier.verify(text, provider(configured), AGENT, null, NOW));
    assertThat(refusal == null).isEqualTo(taken);
  }

  @Test
  void audienceHoldsOurs() {
    assertThat(reason(with("aud", Arr.ofStrings(List.of("https://other.example", ISSUER)))))
        .isNull();
    assertThat(reason(with("aud", Arr.ofStrings(List.of("https://other.example")))))
        .isEqualTo(Reason.AUDIENCE);
    assertThat(reason(with("aud", new Str(ISSUER + "/")))).isEqualTo(Reason.AUDIENCE);
    assertThat(reason(with("aud", null))).isEqualTo(Reason.AUDIENCE);
    assertThat(reason(with("aud", new Arr(List.of(new Str(ISSUER), new Num("1"))))))
        .isEqualTo(Reason.CLAIM_MALFORMED);
    assertThat(reason(with("aud", new Bool(true)))).isEqualTo(Reason.CLAIM_MALFORMED);
  }

  @Test
  void issuerIsExact() {
    assertThat(reason(with("iss", new Str(IDP + "/")))).isEqualTo(Reason.ISSUER);
  }

  @Test
  void tokenNamesItsOpenerAndNobodyElse() {
    assertThat(reason(with("azp", null))).isEqualTo(Reason.CLIENT);
    assertThat(reason(with("azp", new Str("agent:other")))).isEqualTo(Reason.CLIENT);
    assertThat(reason(with("client_id", new Str("agent:other")))).isEqualTo(Reason.CLIENT);
    Obj byClientId = changed(changed(claims(), "azp", null), "client_id", new Str(AGENT.value()));
    assertThat(reason(token(byClientId))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "iat, 10, ", "iat, 11, FROM_THE_FUTURE", "iat, -300, ", "iat, -301, TOO_OLD",
    "exp, 1, ", "exp, 0, EXPIRED", "nbf, 10, ", "nbf, 11, FROM_THE_FUTURE"
  })
  void timesHaveTheirEdges(String claim, long fromNow, @Nullable Reason reason) {
    var time = new Num(Long.toString(NOW.getEpochSecond() + fromNow));
    assertThat(reason(with(claim, time))).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "iat", "exp"})
  void claimsAreRequired(String name) {
    assertThat(reason(with(name, null))).isEqualTo(Reason.CLAIM_MISSING);
    assertThat(reason(with(name, new Bool(true)))).isEqualTo(Reason.CLAIM_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"roles", "groups", "scope", "authorization_details", "jti", "cnf"})
  void optionalClaimsHaveTheirTypes(String name) {
    assertThat(reason(with(name, new Bool(true)))).isEqualTo(Reason.CLAIM_MALFORMED);
  }

  @Test
  void boundTokenNeedsItsHoldersProof() throws Exception {
    var holder = TestKeys.es256().publicKey().thumbprint();
    String bound = with("cnf", Obj.with("jkt", holder.value()).build());
    assertThat(reason(bound, null)).isEqualTo(Reason.PROOF_MISSING);
    assertThat(reason(bound, TestKeys.es256().publicKey().thumbprint())).isEqualTo(Reason.BINDING);
    assertThat(reason(bound, holder)).isNull();
    // A confirmation we cannot check is not one we may skip.
    String byCertificate = with("cnf", Obj.with("x5t#S256", holder.value()).build());
    assertThat(reason(byCertificate, holder)).isEqualTo(Reason.CLAIM_UNKNOWN);
  }

  @Test
  void tokenIsRecognisedByItsIdOrByWhatWasSigned() throws Exception {
    assertThat(onceKey(token(claims()))).isEqualTo(onceKey(token(claims())));
    assertThat(onceKey(with("jti", new Str("v")))).isNotEqualTo(onceKey(token(claims())));
    assertThat(onceKey(with("jti", null))).isEqualTo(onceKey(with("jti", null)));
    Obj unnamed = changed(changed(claims(), "jti", null), "sub", new Str("bob"));
    assertThat(onceKey(token(unnamed))).isNotEqualTo(onceKey(with("jti", null)));
  }

  @Test
  void providerWithoutBoundsIsABug() {
    var keys = Tokens.trusting(idp);
    assertThatThrownBy(() -> new IdentityProvider("c", IDP, ISSUER, null, Duration.ZERO, keys))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new IdentityProvider("c", IDP, "", null, Duration.ofMinutes(5), keys))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new IdentityProvider("a:b", IDP, ISSUER, null, Duration.ofMinutes(5), keys))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private IdentityProvider provider(@Nullable String typ) {
    return new IdentityProvider(
        "corp", IDP, ISSUER, typ, Duration.ofMinutes(5), Tokens.trusting(idp));
  }

  private Obj header(@Nullable String typ) {
    return Obj.with("alg", "ES256")
        .withOptional("typ", typ)
        .with("kid", idp.publicKey().thumbprint().value())
        .build();
  }

  private static Obj claims() {
    return Obj.with("iss", IDP)
        .with("sub", "alice")
        .with("aud", ISSUER)
        .with("azp", AGENT.value())
        .with("iat", NOW.getEpochSecond())
        .with("exp", NOW.getEpochSecond() + 300)
        .with("jti", "u")
        .build();
  }

  private String with(String name, @Nullable Json value) {
    return token(changed(claims(), name, value));
  }

  private String token(Obj claims) {
    return TestKeys.token(header("JWT"), claims, idp);
  }

  private String onceKey(String text) throws TokenException {
    return verifier.verify(text, provider("JWT"), AGENT, null, NOW).onceKey();
  }

  private @Nullable Reason reason(String text) {
    return reason(text, null);
  }

  private @Nullable Reason reason(String text, @Nullable Thumbprint proofKey) {
    var refusal =
        catchThrowableOfType(
            TokenException.class,
            () -> verifier.verify(text, provider("JWT"), AGENT, proofKey, NOW));
    return refusal == null ? null : refusal.reason();
  }
}
