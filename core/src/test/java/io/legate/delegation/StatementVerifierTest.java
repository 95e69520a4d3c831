package io.legate.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.crypto.Sha256;
import io.legate.crypto.Signer;
import io.legate.delegation.StatementException.Reason;
import io.legate.identity.ClientId;
import io.legate.identity.TaskId;
import io.legate.jose.LocalSigner;
import io.legate.jose.TestKeys;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementVerifierTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String ISSUER = "https://broker.example";
  private static final ClientId A = new ClientId("agent:analysis");
  private static final ClientId B = new ClientId("agent:action");
  private static final TaskId TASK = TaskId.at(NOW);

  private final LocalSigner delegator = TestKeys.es256();
  private final LocalSigner delegate = TestKeys.eddsa();
  private final StatementVerifier verifier = new StatementVerifier(TestKeys.SIGNATURES);

  @Test
  void statementOfTheDelegatorSaysWhatWasSigned() throws Exception {
    var hop = hop(3);
    String text = maker(delegator).make(hop, Duration.ofMinutes(5), NOW);
    var verified =
        verifier.verify(UnverifiedStatement.parse(text), delegator.publicKey(), ISSUER, NOW);
    var claims = verified.claims();
    assertThat(claims.iss()).isEqualTo(A);
    assertThat(claims.sub()).isEqualTo(B);
    assertThat(claims.txn()).isEqualTo(TASK);
    assertThat(claims.parHash()).isEqualTo(hop.parHash());
    assertThat(claims.delegateKey()).isEqualTo(delegate.publicKey().thumbprint());
    assertThat(claims.authorizationDetails()).isEqualTo(hop.authorizationDetails());
    assertThat(claims.hopExp()).isEqualTo(hop.hopExp());
    assertThat(claims.delMaxDepth()).isEqualTo(3);
    assertThat(claims.exp()).isEqualTo(NOW.plusSeconds(300));
    assertThat(verified.compact()).isEqualTo(text);
    assertThat(verified.delegatorKey()).isEqualTo(delegator.publicKey());
    assertThat(verified.hash()).hasSize(43);
    assertThat(verified.toString()).doesNotContain(text.substring(text.length() - 20));
  }

  @Test
  void delegatesKeyAndDepthMayBeLeftOut() throws Exception {
    var hop = new StatementMaker.Hop(B, TASK, hash(), null, details(), NOW.plusSeconds(900), null);
    String text = maker(delegator).make(hop, Duration.ofSeconds(1), NOW);
    var claims =
        verifier
            .verify(UnverifiedStatement.parse(text), delegator.publicKey(), ISSUER, NOW)
            .claims();
    assertThat(claims.delegateKey()).isNull();
    assertThat(claims.delMaxDepth()).isNull();
  }

  @Test
  void anotherKeysSignatureIsRefused() {
    String theirs = maker(delegate).make(hop(3), Duration.ofMinutes(1), NOW);
    assertThat(reason(theirs, NOW)).isEqualTo(Reason.KEY);
    String[] parts = statement(claims()).split("\\.");
    String forged = TestKeys.token(header(), claims(), TestKeys.es256());
    assertThat(reason(parts[0] + "." + parts[1] + "." + forged.split("\\.")[2], NOW))
        .isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void signatureOfADelegateBeforeItIsNotTheDelegators() {
    Obj lying = changed(header(), "kid", new Str(delegator.publicKey().thumbprint().value()));
    assertThat(reason(TestKeys.token(lying, claims(), TestKeys.es256()), NOW))
        .isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void keyMustBeNamedByItsThumbprint() {
    assertThat(reason(TestKeys.token(changed(header(), "kid", null), claims(), delegator), NOW))
        .isEqualTo(Reason.KEY);
    var named = changed(header(), "kid", new Str("k1"));
    assertThat(reason(TestKeys.token(named, claims(), delegator), NOW)).isEqualTo(Reason.KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "dpop+jwt", "JWT", "approval+jwt", "Delegation+jwt"})
  void anotherClassIsRefused(String typ) {
    var header = changed(header(), "typ", new Str(typ));
    assertThat(reason(TestKeys.token(header, claims(), delegator), NOW)).isEqualTo(Reason.TYP);
  }

  @Test
  void rsaIsRefused() {
    var header = changed(header(), "alg", new Str("RS256"));
    assertThat(reason(TestKeys.token(header, claims(), delegator), NOW))
        .isEqualTo(Reason.ALGORITHM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iss",
        "sub",
        "aud",
        "txn",
        "par_hash",
        "authorization_details",
        "hop_exp",
        "iat",
        "exp",
        "jti"
      })
  void claimsAreRequired(String name) {
    assertThat(reason(statement(changed(claims(), name, null)), NOW))
        .isEqualTo(Reason.CLAIM_MISSING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iss",
        "sub",
        "aud",
        "txn",
        "par_hash",
        "cnf",
        "authorization_details",
        "hop_exp",
        "del_max_depth",
        "iat",
        "exp",
        "jti"
      })
  void claimsHaveTheirTypes(String name) {
    for (Json other : List.of(Json.Null.NULL, new Json.Bool(true), new Num("-1"), new Num("1.5"))) {
      assertThat(reason(statement(changed(claims(), name, other)), NOW))
          .as("%s %s", name, other)
          .isEqualTo(Reason.CLAIM_MALFORMED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "iss, ' agent'",
    "sub, 'a\u0000'",
    "txn, 'not-a-uuid'",
    "txn, '00000000-0000-4000-8000-000000000000'",
    "par_hash, AAAA",
    "jti, ''"
  })
  void claimsHaveTheirForms(String name, String value) {
    assertThat(reason(statement(changed(claims(), name, new Str(value))), NOW))
        .isEqualTo(Reason.CLAIM_MALFORMED);
  }

  @Test
  void depthIsAtMostThatOfAnyTask() {
    assertThat(reason(statement(changed(claims(), "del_max_depth", new Num("16"))), NOW)).isNull();
    assertThat(reason(statement(changed(claims(), "del_max_depth", new Num("17"))), NOW))
        .isEqualTo(Reason.CLAIM_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scope", "act", "may_act", "nbf", "limits", "authorization_detail"})
  void unknownClaimsAreRefused(String name) {
    assertThat(reason(statement(changed(claims(), name, new Str("x"))), NOW))
        .isEqualTo(Reason.CLAIM_UNKNOWN);
  }

  @Test
  void keyIsConfirmedByItsThumbprintAndNothingElse() {
    for (Obj cnf :
        List.of(
            Obj.EMPTY,
            Obj.with("jkt", "short").build(),
            Obj.with("jwk", delegate.publicKey().jwk()).build(),
            Obj.with("jkt", hash()).with("x5t#S256", hash()).build())) {
      assertThat(reason(statement(changed(claims(), "cnf", cnf)), NOW))
          .isIn(Reason.CLAIM_MISSING, Reason.CLAIM_MALFORMED, Reason.CLAIM_UNKNOWN);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://broker.example/", "https://other.example", "https://BROKER.example"})
  void anotherIssuersStatementIsRefused(String aud) {
    assertThat(reason(statement(changed(claims(), "aud", new Str(aud))), NOW))
        .isEqualTo(Reason.AUDIENCE);
  }

  @ParameterizedTest
  @CsvSource({
    "iat, 10, ",
    "iat, 11, FROM_THE_FUTURE",
    "exp, 1, ",
    "exp, 0, EXPIRED",
    "exp, -1, EXPIRED",
    "exp, 300, ",
    "exp, 301, VALID_TOO_LONG",
    "hop_exp, 1, ",
    "hop_exp, 0, HOP_ENDED"
  })
  void timesHaveTheirEdges(String claim, long fromNow, @Nullable Reason reason) {
    var time = new Num(Long.toString(NOW.getEpochSecond() + fromNow));
    assertThat(reason(statement(changed(claims(), claim, time)), NOW)).isEqualTo(reason);
  }

  @Test
  void makerRefusesWhatNoVerifierTakes() {
    var maker = maker(delegator);
    for (var within : List.of(Duration.ZERO, Duration.ofSeconds(301), Duration.ofSeconds(-1))) {
      assertThatThrownBy(() -> maker.make(hop(3), within, NOW))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> maker.make(hop(17), Duration.ofSeconds(60), NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static StatementMaker maker(Signer holder) {
    return new StatementMaker(holder, A, ISSUER);
  }

  private StatementMaker.Hop hop(int delMaxDepth) {
    return new StatementMaker.Hop(
        B,
        TASK,
        hash(),
        delegate.publicKey().thumbprint(),
        details(),
        NOW.plusSeconds(900),
        delMaxDepth);
  }

  private static String hash() {
    return Sha256.base64Url("parent");
  }

  private static Arr details() {
    return new Arr(List.of(Obj.with("type", "agent_action").build()));
  }

  private Obj header() {
    return Obj.with("alg", "ES256")
        .with("kid", delegator.publicKey().thumbprint().value())
        .with("typ", "delegation+jwt")
        .build();
  }

  private Obj claims() {
    return Obj.with("iss", A.value())
        .with("sub", B.value())
        .with("aud", ISSUER)
        .with("txn", TASK.toString())
        .with("par_hash", hash())
        .with("cnf", Obj.with("jkt", delegate.publicKey().thumbprint().value()).build())
        .with("authorization_details", details())
        .with("hop_exp", NOW.getEpochSecond() + 900)
        .with("del_max_depth", 3)
        .with("iat", NOW.getEpochSecond())
        .with("exp", NOW.getEpochSecond() + 60)
        .with("jti", "id")
        .build();
  }

  private String statement(Obj claims) {
    return TestKeys.token(header(), claims, delegator);
  }

  private static Obj changed(Obj object, String name, @Nullable Json value) {
    var members = new LinkedHashMap<>(object.members());
    if (value == null) {
      members.remove(name);
    } else {
      members.put(name, value);
    }
    return new Obj(members);
  }

  private @Nullable Reason reason(String text, Instant now) {
    var refusal =
        catchThrowableOfType(
            StatementException.class,
            () ->
                verifier.verify(
                    UnverifiedStatement.parse(text), delegator.publicKey(), ISSUER, now));
    return refusal == null ? null : refusal.reason();
  }
}
