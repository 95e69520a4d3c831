package io.legate.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.crypto.Sha256;
import io.legate.dpop.DpopException.Reason;
import io.legate.dpop.ExpectedRequest.UriRule;
import io.legate.dpop.ProofMaker.Target;
import io.legate.jose.TestKeys;
import io.legate.json.Json;
import io.legate.json.Json.Num;
import io.legate.json.Json.Str;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks 8 to 12 of RFC 9449 section 4.3, in their order: what a proof is for.
class DpopVerifierMeaningTest extends DpopChecks {

  @Nested
  class Check8HtmIsTheMethod {
    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "post", "Post", "POST "})
    void anyOtherIsRefused(String method) {
      assertRefused(List.of(make(Target.of(method, URI))), request(), Reason.METHOD);
    }
  }

  @Nested
  class Check9HtuIsTheAddress {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://broker.example/legate.v1.TaskService/Opentask",
          "https://broker.example/legate.v1.TaskService/OpenTask/",
          "https://broker.example:443/legate.v1.TaskService/OpenTask",
          "https://BROKER.example/legate.v1.TaskService/OpenTask",
          "https://broker.example/legate.v1.TaskService/OpenTask?a=b",
          "https://broker.example//legate.v1.TaskService/OpenTask",
          "http://broker.example/legate.v1.TaskService/OpenTask",
          "https://attacker.example/legate.v1.TaskService/OpenTask",
          "/legate.v1.TaskService/OpenTask"
        })
    void overGrpcThereIsOneSpelling(String uri) {
      assertRefused(List.of(make(Target.of("POST", uri))), request(), Reason.URI);
    }

    @ParameterizedTest
    @CsvSource({
      "https://rs.example/a/b, https://rs.example/a/b?x=1",
      "https://rs.example/a/b, https://rs.example/a/b#f",
      "https://rs.example/a/b, HTTPS://RS.EXAMPLE/a/b",
      "https://rs.example/a/b, https://rs.example:443/a/b",
      "https://rs.example/a/b, https://rs.example/a/./c/../b",
      "https://rs.example/a/b, https://rs.example/%61/b",
      "https://rs.example/a%2Fb, https://rs.example/a%2fb",
      "https://rs.example/, https://rs.example",
      "http://rs.example:80/a, http://rs.example/a",
    })
    void overHttpSpellingsOfOneAddressAreOne(String served, String claimed) throws Exception {
      var text = make(Target.of("GET", claimed));
      verifier.verify(List.of(text), http(served), NOW);
    }

    @ParameterizedTest
    @CsvSource({
      "https://rs.example/a/b, https://rs.example/a/B",
      "https://rs.example/a/b, https://rs.example/a/b/",
      "https://rs.example/a/b, https://rs.example/a%2Fb",
      "https://rs.example/a/b, https://rs.example:8443/a/b",
      "https://rs.example/a/b, http://rs.example/a/b",
      "https://rs.example/a/b, https://rs.example.evil.example/a/b",
      "https://rs.example/a/b, https://u@rs.example/a/b",
      "https://rs.example/a/b, /a/b",
      "https://rs.example/a/b, a/b",
      "https://rs.example/a/b, https:///a/b",
      "https://rs.example/a/b, ://",
      "https://rs.example/a/b, urn:a:b",
      "https://rs.example/a/b, https://rs.example/a/%zz",
      "https://rs.example/a/b, https://rs.example/a/../../../b",
    })
    void overHttpOtherAddressesStayOthers(String served, String claimed) {
      assertRefused(List.of(make(Target.of("GET", claimed))), http(served), Reason.URI);
    }
  }

  @Nested
  class Check10TheNonceIsOurs {
    private final DpopNonces nonces = new DpopNonces(new byte[32]);

    @Test
    void nonceOfOursIsAccepted() throws Exception {
      String text = make(Target.of("POST", URI).withNonce(nonces.issue(NOW)));
      verifier.verify(List.of(text), withNonce(), NOW);
    }

    @Test
    void whereItIsRequiredNoneIsAskedFor() {
      assertRefused(List.of(make(Target.of("POST", URI))), withNonce(), Reason.NONCE_MISSING);
      assertThat(Reason.NONCE_MISSING.code()).isEqualTo("use_dpop_nonce");
    }

    @Test
    void whatIsNotOursOrTooOldIsAskedForAnew() {
      String old = nonces.issue(NOW.minus(DpopNonces.LIFETIME));
      String foreign =
          new DpopNonces("other key, thirty-two bytes long".getBytes(StandardCharsets.US_ASCII))
              .issue(NOW);
      for (String nonce : List.of(old, foreign, "x", nonces.issue(NOW) + "A")) {
        String text = make(Target.of("POST", URI).withNonce(nonce));
        assertRefused(List.of(text), withNonce(), Reason.NONCE_REFUSED);
      }
      assertThat(Reason.NONCE_REFUSED.code()).isEqualTo("use_dpop_nonce");
    }

    @Test
    void anotherServersNonceIsNotLookedAt() throws Exception {
      accept(make(Target.of("POST", URI).withNonce("theirs")));
    }

    private ExpectedRequest withNonce() {
      return new ExpectedRequest(
          "POST", URI, UriRule.STRICT, new NoncePolicy.Required(nonces), null);
    }
  }

  @Nested
  class Check11IatIsWithinTheWindow {
    @ParameterizedTest
    @ValueSource(longs = {-60, -10, 0, 10})
    void edgesOfTheWindowAreWithin(long seconds) throws Exception {
      accept(madeAt(seconds));
    }

    @ParameterizedTest
    @CsvSource({"-61, TOO_OLD", "-3600, TOO_OLD", "11, FROM_THE_FUTURE", "3600, FROM_THE_FUTURE"})
    void beyondThemItIsRefused(long seconds, Reason reason) {
      assertRefused(madeAt(seconds), reason);
    }

    @Test
    void replayKeyIsRememberedAsLongAsTheProofCouldPass() throws Exception {
      String text = madeAt(10);
      var proof = verifier.verify(List.of(text), request(), NOW);
      var last = proof.acceptableUntil().minusNanos(1);
      verifier.verify(List.of(text), request(), last);
      var refusal =
          catchThrowableOfType(
              DpopException.class,
              () -> verifier.verify(List.of(text), request(), proof.acceptableUntil()));
      assertThat(refusal.reason()).isEqualTo(Reason.TOO_OLD);
    }

    @Test
    void proofsOwnLimitsHoldWhereTheyAreThere() throws Exception {
      accept(proof(header(Map.of()), claims(Map.of("nbf", seconds(0), "exp", seconds(1)))));
      for (Map<String, Json> outside :
          List.<Map<String, Json>>of(Map.of("exp", seconds(0)), Map.of("nbf", seconds(11)))) {
        assertRefused(proof(header(Map.of()), claims(outside)), Reason.OUTSIDE_ITS_TIME);
      }
    }

    private String madeAt(long seconds) {
      return proof(header(Map.of()), claims(Map.of("iat", seconds(seconds))));
    }

    private static Num seconds(long fromNow) {
      return new Num(Long.toString(NOW.getEpochSecond() + fromNow));
    }
  }

  @Nested
  class Check12WithATokenItIsForThatTokenAndItsKey {
    @Test
    void withoutItsHashItIsRefused() {
      assertRefused(
          List.of(make(Target.of("POST", URI))), withToken(holder), Reason.TOKEN_HASH_MISSING);
    }

    @Test
    void hashOfAnotherTokenIsRefused() {
      assertRefused(
          List.of(make(Target.of("POST", URI).withToken("a.b.d"))),
          withToken(holder),
          Reason.TOKEN_HASH);
    }

    @Test
    void stolenTokenWithTheThiefsOwnProofIsRefused() {
      assertRefused(
          List.of(make(Target.of("POST", URI).withToken(TOKEN))),
          withToken(TestKeys.es256()),
          Reason.BINDING);
      assertThat(Reason.BINDING.code()).isEqualTo("invalid_token");
    }

    @Test
    void hashWhereNoTokenIsSentIsRefused() {
      assertRefused(
          List.of(make(Target.of("POST", URI).withToken(TOKEN))),
          request(),
          Reason.TOKEN_HASH_UNEXPECTED);
    }

    @Test
    void hashIsThatOfTheRfc() {
      assertThat(Sha256.base64Url("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"))
          .isEqualTo("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    }
  }

  @Nested
  class TheReplayKey {
    @Test
    void isTheHoldersAndTheIdsTogether() throws Exception {
      var claims = claims(Map.of("jti", new Str("same")));
      var one = accept(proof(header(Map.of()), claims));
      var again = accept(proof(header(Map.of()), claims));
      assertThat(again.replayKey()).isEqualTo(one.replayKey());

      var other = TestKeys.es256();
      var header = header(Map.of("jwk", other.publicKey().jwk()));
      String theirs = TestKeys.token(header, claims, other);
      assertThat(accept(theirs).replayKey()).isNotEqualTo(one.replayKey());
    }

    @Test
    void isOneForAllAddressesAndMethods() throws Exception {
      var get = claims(Map.of("jti", new Str("same"), "htm", new Str("GET")));
      var expected =
          new ExpectedRequest("GET", URI, UriRule.STRICT, new NoncePolicy.NotOurs(), null);
      var one = verifier.verify(List.of(proof(header(Map.of()), get)), expected, NOW);
      var post = accept(proof(header(Map.of()), claims(Map.of("jti", new Str("same")))));
      assertThat(post.replayKey()).isEqualTo(one.replayKey());
    }

    @Test
    void isNeverMadeTwiceByOurMaker() throws Exception {
      var keys = new ArrayList<String>();
      for (int i = 0; i < 50; i++) {
        keys.add(accept(make(Target.of("POST", URI))).replayKey());
      }
      assertThat(keys).doesNotHaveDuplicates();
    }
  }
}
