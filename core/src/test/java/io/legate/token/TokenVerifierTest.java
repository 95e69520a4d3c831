package io.legate.token;

import static io.legate.token.Tokens.ERP;
import static io.legate.token.Tokens.ISSUER;
import static io.legate.token.Tokens.NOW;
import static io.legate.token.Tokens.changed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.crypto.SignatureVerifier;
import io.legate.crypto.Thumbprint;
import io.legate.identity.TaskId;
import io.legate.jose.LocalSigner;
import io.legate.jose.TestKeys;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Bool;
import io.legate.json.Json.Null;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import io.legate.token.TokenException.Reason;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {

  private final LocalSigner broker = TestKeys.es256();
  private final Thumbprint holder = TestKeys.eddsa().publicKey().thumbprint();
  private final Obj instance = Tokens.instance(holder).toJson();
  private final Obj apiToken = Tokens.apiToken(holder).toJson();
  private final TokenVerifier verifier = verifier(TestKeys.SIGNATURES, Tokens.trusting(broker));

  @Test
  void instanceSaysWhatTheBrokerSigned() throws Exception {
    String text = signed(instance);
    var verified = verifier.verifyInstance(text, ExpectedAudience.of(ERP), NOW);
    assertThat(verified.claims()).isEqualTo(Tokens.instance(holder));
    assertThat(verified.holder()).isEqualTo(holder);
    assertThat(verified.claims().delDepth()).isEqualTo(2);
    assertThat(verified.hash()).hasSize(43);
    assertThat(verified.toString()).doesNotContain(text.substring(text.length() - 20));
  }

  @Test
  void apiTokenSaysWhatTheBrokerSigned() throws Exception {
    assertThat(verifier.verifyApiToken(signed(apiToken), NOW).claims())
        .isEqualTo(Tokens.apiToken(holder));
  }

  @Test
  void instanceHasTheClaimsOfTheDesignAndNoOthers() {
    assertThat(instance.members().keySet())
        .containsExactlyInAnyOrder(
            "iss",
            "sub",
            "aud",
            "client_id",
            "iat",
            "nbf",
            "exp",
            "jti",
            "txn",
            "act",
            "cnf",
            "task",
            "authorization_details",
            "scope",
            "hop",
            "del_depth",
            "del_max_depth",
            "par_hash",
            "pol",
            "status");
    assertThat(Jcs.text(Objects.requireNonNull(instance.get("status"))))
        .isEqualTo("{\"status_list\":{\"idx\":7,\"uri\":\"https://broker.example/status/1\"}}");
  }

  @Test
  void neitherClassStandsForTheOther() {
    assertThat(reason(() -> verifier.verifyApiToken(signed(instance), NOW)))
        .isIn(Reason.TYP, Reason.AUDIENCE);
    // Even one that is good at the issuer never authenticates a caller.
    String forExchange = signed(Tokens.instance(holder, ISSUER).toJson());
    assertThat(reason(() -> verifier.verifyApiToken(forExchange, NOW))).isEqualTo(Reason.TYP);
    assertThat(
            reason(
                () ->
                    verifier.verifyInstance(
                        signed(apiToken), new ExpectedAudience.DecidedByCaller(), NOW)))
        .isEqualTo(Reason.TYP);
  }

  @Test
  void onlyATrustedKeysTokenIsTaken() {
    var other = TestKeys.es256();
    assertThat(reason(Tokens.signed(instance, other))).isEqualTo(Reason.KEY_UNKNOWN);
    Obj header =
        Obj.with("alg", "ES256")
            .with("typ", "at+jwt")
            .with("kid", broker.publicKey().thumbprint().value())
            .build();
    assertThat(reason(TestKeys.token(header, instance, other))).isEqualTo(Reason.SIGNATURE);
    assertThat(reason(TestKeys.token(changed(header, "kid", null), instance, broker)))
        .isEqualTo(Reason.KEY_UNKNOWN);
    assertThat(reason(TestKeys.token(changed(header, "alg", new Str("RS256")), instance, broker)))
        .isEqualTo(Reason.ALGORITHM);
    assertThat(reason(TestKeys.token(changed(header, "alg", new Str("EdDSA")), instance, broker)))
        .isEqualTo(Reason.SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iss",
        "sub",
        "aud",
        "client_id",
        "iat",
        "nbf",
        "exp",
        "jti",
        "act",
        "cnf",
        "task",
        "authorization_details",
        "hop",
        "del_depth",
        "del_max_depth",
        "pol"
      })
  void instanceNeedsItsClaims(String name) {
    assertThat(reason(signed(changed(instance, name, null)))).isEqualTo(Reason.CLAIM_MISSING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iss",
        "sub",
        "aud",
        "client_id",
        "iat",
        "nbf",
        "exp",
        "jti",
        "txn",
        "act",
        "cnf",
        "task",
        "authorization_details",
        "scope",
        "hop",
        "del_depth",
        "del_max_depth",
        "par_hash",
        "pol",
        "status"
      })
  void instancesClaimsHaveTheirTypes(String name) {
    for (Json other :
        List.of(Null.NULL, new Bool(true), new Num("-1"), new Num("1.5"), new Num("1e400"))) {
      assertThat(reason(signed(changed(instance, name, other))))
          .as("%s %s", name, other)
          .isEqualTo(Reason.CLAIM_MALFORMED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "aud", "client_id", "iat", "nbf", "exp", "jti", "cnf"})
  void apiTokenNeedsItsClaims(String name) {
    assertThat(reason(() -> verifier.verifyApiToken(signed(changed(apiToken, name, null)), NOW)))
        .isEqualTo(Reason.CLAIM_MISSING);
    assertThat(
            reason(
                () ->
                    verifier.verifyApiToken(signed(changed(apiToken, name, new Bool(true))), NOW)))
        .isEqualTo(Reason.CLAIM_MALFORMED);
  }

  @Test
  void claimsWeDoNotWriteAreRefused() {
    assertThat(reason(signed(changed(instance, "may_act", Obj.EMPTY))))
        .isEqualTo(Reason.CLAIM_UNKNOWN);
    assertThat(reason(signed(changed(apiToken, "act", Obj.EMPTY)))).isEqualTo(Reason.CLAIM_UNKNOWN);
  }

  @Test
  void audienceIsOneString() {
    assertThat(reason(signed(changed(instance, "aud", Arr.ofStrings(List.of(ERP))))))
        .isEqualTo(Reason.CLAIM_MALFORMED);
    assertThat(reason(signed(changed(instance, "aud", new Str(ERP + "/")))))
        .isEqualTo(Reason.AUDIENCE);
    assertThat(reason(signed(changed(instance, "aud", new Str(ISSUER)))))
        .isEqualTo(Reason.AUDIENCE);
    assertThat(
            reason(
                () ->
                    verifier.verifyInstance(
                        signed(instance), new ExpectedAudience.OneOf(Set.of()), NOW)))
        .isEqualTo(Reason.AUDIENCE);
  }

  @ParameterizedTest
  @CsvSource({"iss, https://broker.example/", "iss, https://other.example"})
  void anotherIssuersTokenIsRefused(String name, String value) {
    assertThat(reason(signed(changed(instance, name, new Str(value))))).isEqualTo(Reason.ISSUER);
  }

  @ParameterizedTest
  @CsvSource({
    "del_depth, 1",
    "del_max_depth, 1",
    "client_id, agent:other",
    "txn, other",
    "par_hash, gone"
  })
  void claimsThatContradictOneAnotherAreRefused(String name, String value) {
    Json changed =
        switch (value) {
          case "1" -> new Num(value);
          case "other" -> new Str(TaskId.at(NOW.plusSeconds(1)).toString());
          default -> new Str(value);
        };
    assertThat(reason(signed(changed(instance, name, value.equals("gone") ? null : changed))))
        .isEqualTo(Reason.INCONSISTENT);
  }

  @ParameterizedTest
  @CsvSource({
    "exp, 1, ",
    "exp, 0, EXPIRED",
    "exp, -1, EXPIRED",
    "exp, -61, EXPIRED",
    "iat, 10, ",
    "iat, 11, FROM_THE_FUTURE",
    "iat, 61, FROM_THE_FUTURE",
    "nbf, 10, ",
    "nbf, 11, FROM_THE_FUTURE"
  })
  void timesHaveTheirEdges(String claim, long fromNow, @Nullable Reason reason) {
    // Moved together, so that times stay in order.
    Obj moved = changed(instance, claim, seconds(fromNow));
    if (claim.equals("exp")) {
      moved = changed(changed(moved, "iat", seconds(-300)), "nbf", seconds(-300));
    }
    assertThat(reason(signed(moved))).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iat", "nbf", "exp"})
  void timesAreWholeSecondsSince1970(String name) {
    for (String number : List.of("1.5", "1e9", "-1", "1e400", "99999999999", "00")) {
      String json =
          Jcs.text(instance).replaceAll("\"" + name + "\":\\d+", "\"" + name + "\":" + number);
      Obj header =
          Obj.with("alg", "ES256")
              .with("typ", "at+jwt")
              .with("kid", broker.publicKey().thumbprint().value())
              .build();
      String text = TestKeys.token(Jcs.text(header), json, broker);
      assertThat(reason(text)).isIn(Reason.CLAIM_MALFORMED, Reason.MALFORMED);
    }
  }

  @Test
  void contradictionIsNeverSigned() {
    var claims = Tokens.instance(holder);
    assertThatThrownBy(
            () ->
                new InstanceClaims.Task(
                    claims.txn(), ISSUER, "pay", "md5:x", claims.task().expiresAt()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tokenThatWasVerifiedIsKnownAgainWithoutItsSignature() throws Exception {
    var checked = new AtomicInteger();
    SignatureVerifier counting =
        (key, input, signature) -> {
          checked.incrementAndGet();
          return TestKeys.SIGNATURES.verify(key, input, signature);
        };
    var counted = verifier(counting, Tokens.trusting(broker));
    String text = signed(instance);
    for (int i = 0; i < 10; i++) {
      counted.verifyInstance(text, ExpectedAudience.of(ERP), NOW.plusSeconds(i));
    }
    assertThat(checked).hasValue(1);
    // What is checked each time: audience, time.
    assertThat(reason(() -> counted.verifyInstance(text, ExpectedAudience.of(ISSUER), NOW)))
        .isEqualTo(Reason.AUDIENCE);
    assertThat(
            reason(
                () -> counted.verifyInstance(text, ExpectedAudience.of(ERP), NOW.plusSeconds(300))))
        .isEqualTo(Reason.EXPIRED);
    assertThat(checked).hasValue(1);
  }

  @Test
  void knownTokenWithAnotherSignatureIsNotKnown() throws Exception {
    String text = signed(instance);
    verifier.verifyInstance(text, ExpectedAudience.of(ERP), NOW);
    String input = text.substring(0, text.lastIndexOf('.'));
    String forged = TestKeys.token("{}", "{}", TestKeys.es256());
    assertThat(reason(input + forged.substring(forged.lastIndexOf('.'))))
        .isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void withdrawnKeysTokensAreRefusedThoughTheyWereKnown() throws Exception {
    var trusted =
        new ConcurrentHashMap<>(
            Map.of(broker.publicKey().thumbprint().value(), broker.publicKey()));
    var withdrawing = verifier(TestKeys.SIGNATURES, trusted::get);
    String text = signed(instance);
    withdrawing.verifyInstance(text, ExpectedAudience.of(ERP), NOW);
    trusted.clear();
    assertThat(reason(() -> withdrawing.verifyInstance(text, ExpectedAudience.of(ERP), NOW)))
        .isEqualTo(Reason.KEY_UNKNOWN);
  }

  private static TokenVerifier verifier(SignatureVerifier signatures, SigningKeys keys) {
    return new TokenVerifier(signatures, keys, ISSUER, new VerifiedTokenCache(1_000_000));
  }

  private String signed(Obj claims) {
    Obj header =
        Obj.with("alg", "ES256")
            .with("typ", "at+jwt")
            .with("kid", broker.publicKey().thumbprint().value())
            .build();
    return TestKeys.token(header, claims, broker);
  }

  private static Num seconds(long fromNow) {
    return new Num(Long.toString(NOW.plusSeconds(fromNow).getEpochSecond()));
  }

  private interface Verification {
    VerifiedToken run() throws TokenException;
  }

  private @Nullable Reason reason(String text) {
    return reason(() -> verifier.verify(text, ExpectedAudience.of(ERP), NOW));
  }

  private static @Nullable Reason reason(Verification verification) {
    var refusal = catchThrowableOfType(TokenException.class, verification::run);
    return refusal == null ? null : refusal.reason();
  }
}
