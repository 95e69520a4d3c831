package io.legate.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.dpop.DpopException.Reason;
import io.legate.dpop.ProofMaker.Target;
import io.legate.jose.TestKeys;
import io.legate.json.Json;
import io.legate.json.Json.Bool;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks 1 to 7 of RFC 9449 section 4.3, in their order: what a proof is.
class DpopVerifierFormTest extends DpopChecks {

  @Test
  void proofThatPassesEveryCheckIsKeptWhole() throws Exception {
    String text = make(Target.of("POST", URI).withToken(TOKEN).withActionDigest("adg"));
    var proof = verifier.verify(List.of(text), withToken(holder), NOW);
    assertThat(proof.key()).isEqualTo(holder.publicKey());
    assertThat(proof.thumbprint()).isEqualTo(holder.publicKey().thumbprint());
    assertThat(proof.compact()).isEqualTo(text);
    assertThat(proof.actionDigest()).isEqualTo("adg");
    assertThat(proof.issuedAt()).isEqualTo(NOW);
    assertThat(proof.jti()).hasSize(22);
    assertThat(proof.toString()).doesNotContain(text.substring(text.length() - 20));
  }

  @Test
  void ed25519HoldersAreAsGood() throws Exception {
    var other = TestKeys.eddsa();
    String text = new ProofMaker(other).make(Target.of("POST", URI), NOW);
    assertThat(verifier.verify(List.of(text), request(), NOW).thumbprint())
        .isEqualTo(other.publicKey().thumbprint());
  }

  @Nested
  class Check1ThereIsNotMoreThanOneHeader {
    @Test
    void noneIsRefused() {
      assertRefused(List.of(), request(), Reason.NO_PROOF);
    }

    @Test
    void twoAreRefusedEvenIfEqual() {
      String proof = make(Target.of("POST", URI));
      assertRefused(List.of(proof, proof), request(), Reason.SEVERAL_PROOFS);
    }

    @Test
    void twoThatAProxyHasJoinedAreRefused() {
      String proof = make(Target.of("POST", URI));
      assertRefused(List.of(proof + "," + proof), request(), Reason.SEVERAL_PROOFS);
      assertRefused(List.of(proof + ", "), request(), Reason.SEVERAL_PROOFS);
    }
  }

  @Nested
  class Check2ItIsASingleAndWellFormedJwt {
    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b", "a.b.c", "a.b.c.d.e", "\u0000"})
    void whatIsNoTokenIsRefused(String text) {
      assertRefused(List.of(text), request(), Reason.MALFORMED);
    }

    @Test
    void oversizeIsRefusedBeforeItIsRead() {
      assertRefused(List.of("a".repeat(8 * 1024 + 1)), request(), Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"crit", "jku", "x5u", "x5c", "b64"})
    void headersWithRulesOfTheirOwnAreRefused(String member) {
      assertRefused(
          proof(header(Map.of(member, new Str("x"))), claims(Map.of())), Reason.MALFORMED);
    }

    @Test
    void headersWeDoNotKnowAreIgnored() throws Exception {
      accept(proof(header(Map.of("foo", new Str("x"))), claims(Map.of())));
    }
  }

  @Nested
  class Check3AllRequiredClaimsAreContained {
    @ParameterizedTest
    @ValueSource(strings = {"jti", "htm", "htu", "iat"})
    void eachIsRequired(String name) {
      assertRefused(proof(header(Map.of()), claims(without(name))), Reason.CLAIM_MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jti", "htm", "htu", "iat", "ath", "nonce", "nbf", "exp", "adg"})
    void eachHasItsType(String name) {
      for (Json other :
          List.of(new Bool(true), Json.Null.NULL, Obj.EMPTY, Json.Arr.ofStrings(List.of("POST")))) {
        assertRefused(proof(header(Map.of()), claims(Map.of(name, other))), Reason.CLAIM_MALFORMED);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "1e3", "1e400", "99999999999999999999", "1795341600.0"})
    void timesAreWholeSeconds(String number) {
      var claims = claims(Map.of("iat", new Num(number)));
      assertRefused(proof(header(Map.of()), claims), Reason.CLAIM_MALFORMED);
    }

    @Test
    void timeIsNoString() {
      var claims = claims(Map.of("iat", new Str(Long.toString(NOW.getEpochSecond()))));
      assertRefused(proof(header(Map.of()), claims), Reason.CLAIM_MALFORMED);
    }

    @Test
    void idHasOneTo128Characters() throws Exception {
      accept(proof(header(Map.of()), claims(Map.of("jti", new Str("x")))));
      accept(proof(header(Map.of()), claims(Map.of("jti", new Str("x".repeat(128))))));
      for (String jti : List.of("", "x".repeat(129))) {
        var claims = claims(Map.of("jti", new Str(jti)));
        assertRefused(proof(header(Map.of()), claims), Reason.CLAIM_MALFORMED);
      }
    }

    @Test
    void claimsWeDoNotKnowAreIgnored() throws Exception {
      accept(proof(header(Map.of()), claims(Map.of("foo", new Num("1")))));
    }
  }

  @Nested
  class Check4TypIsDpopJwt {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "JWT",
          "at+jwt",
          "DPoP+JWT",
          "application/dpop+jwt",
          "dpop+jwt ",
          "delegation+jwt",
          "client-authentication+jwt",
          "approval+jwt"
        })
    void anyOtherIsRefused(String typ) {
      assertRefused(proof(header(Map.of("typ", new Str(typ))), claims(Map.of())), Reason.TYP);
    }

    @Test
    void noneIsRefused() {
      assertRefused(proof(header(without("typ")), claims(Map.of())), Reason.TYP);
    }
  }

  @Nested
  class Check5AlgIsAsymmetricAndAccepted {
    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "HS256", "RS256", "PS256", "ES384", "ES512", "es256"})
    void anyOtherIsRefused(String alg) {
      assertRefused(proof(header(Map.of("alg", new Str(alg))), claims(Map.of())), Reason.ALGORITHM);
    }

    @Test
    void noneAtAllIsRefused() {
      assertRefused(proof(header(without("alg")), claims(Map.of())), Reason.ALGORITHM);
    }
  }

  @Nested
  class Check6TheSignatureVerifiesWithTheJwk {
    @Test
    void anotherKeysSignatureIsRefused() {
      String text = TestKeys.token(header(Map.of()), claims(Map.of()), TestKeys.es256());
      assertRefused(List.of(text), request(), Reason.SIGNATURE);
    }

    @Test
    void algorithmOfAnotherKindThanTheKeyIsRefused() {
      assertRefused(
          proof(header(Map.of("alg", new Str("EdDSA"))), claims(Map.of())), Reason.SIGNATURE);
    }

    @Test
    void payloadThatWasExchangedIsRefused() {
      String[] parts = make(Target.of("POST", URI)).split("\\.");
      String other = make(Target.of("POST", URI)).split("\\.")[1];
      assertRefused(List.of(parts[0] + "." + other + "." + parts[2]), request(), Reason.SIGNATURE);
    }

    @Test
    void keyMustBeThere() {
      assertRefused(proof(header(without("jwk")), claims(Map.of())), Reason.KEY);
      assertRefused(proof(header(Map.of("jwk", new Str("x"))), claims(Map.of())), Reason.KEY);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{}",
          "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
          "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"}",
          "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
          "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
          "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
              + "\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}"
        })
    void keyThatIsNotUsableIsRefused(String jwk) throws MalformedJsonException {
      assertRefused(
          proof(header(Map.of("jwk", JsonReader.read(jwk))), claims(Map.of())), Reason.KEY);
    }
  }

  @Nested
  class Check7TheJwkHoldsNoPrivateKey {
    @ParameterizedTest
    @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
    void keyThatIsGivenAwayIsToldApart(String member) {
      var members = new LinkedHashMap<>(holder.publicKey().jwk().members());
      members.put(member, new Str("AAAA"));
      assertRefused(
          proof(header(Map.of("jwk", new Obj(members))), claims(Map.of())), Reason.PRIVATE_KEY);
    }

    @Test
    void onlyAProofThatVerifiesShowsThatAKeyWasGivenAway() {
      var members = new LinkedHashMap<>(holder.publicKey().jwk().members());
      members.put("d", new Str("AAAA"));
      var header = header(Map.of("jwk", new Obj(members)));
      String text = TestKeys.token(header, claims(Map.of()), TestKeys.es256());
      assertRefused(List.of(text), request(), Reason.SIGNATURE);
    }
  }
}
