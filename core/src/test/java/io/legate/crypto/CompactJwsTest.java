package io.legate.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.crypto.CompactJws.Form;
import io.legate.crypto.MalformedTokenException.Reason;
import io.legate.jose.LocalSigner;
import io.legate.jose.TestKeys;
import io.legate.json.Jcs;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompactJwsTest {

  private static final LocalSigner SIGNER = TestKeys.es256();
  private static final String HEADER = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}";
  private static final String PAYLOAD = "{\"sub\":\"a\"}";

  @Test
  void wellFormedTokenIsReadAndThenVerifies() throws Exception {
    var jws = CompactJws.parse(token(HEADER, PAYLOAD), Form.TOKEN);
    assertThat(jws.typ()).isEqualTo("at+jwt");
    assertThat(jws.payload().string("sub")).isEqualTo("a");
    assertThat(new String(jws.payloadBytes(), StandardCharsets.UTF_8)).isEqualTo(PAYLOAD);
    var verified = jws.verifiedBy(SIGNER.publicKey(), TestKeys.SIGNATURES);
    assertThat(Objects.requireNonNull(verified).key()).isEqualTo(SIGNER.publicKey());
    assertThat(jws.verifiedBy(TestKeys.es256().publicKey(), TestKeys.SIGNATURES)).isNull();
  }

  @Test
  void sizeIsRefusedBeforeAnythingElse() throws Exception {
    String token = token(HEADER, PAYLOAD);
    CompactJws.parse(token, Form.TOKEN.withCharactersMax(token.length()));
    assertRefused(token, Form.TOKEN.withCharactersMax(token.length() - 1), Reason.TOO_LONG);
    assertRefused("!".repeat(16 * 1024 + 1), Form.TOKEN, Reason.TOO_LONG);
    assertRefused("!".repeat(8 * 1024 + 1), Form.PROOF, Reason.TOO_LONG);
    assertRefused("a.b.".repeat(1 << 20), Form.TOKEN, Reason.TOO_LONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.b", "a.b.c.d", "a.b.c.d.e.f", "..", "a..c", ".b.c", "a.b."})
  void onlyThreePartsThatAreNotEmptyAreAToken(String text) {
    assertRefused(text, Form.TOKEN, Reason.NOT_THREE_PARTS);
  }

  /// Whatever they say about keys to derive or bytes to inflate, it is not read.
  @Test
  void fivePartsAreRefusedUnread() {
    String greedy = TestKeys.encode("{\"alg\":\"PBES2-HS256+A128KW\",\"p2c\":2147483647}");
    String bomb = TestKeys.encode("{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"zip\":\"DEF\"}");
    assertRefused(greedy + ".AA.AA.AA.AA", Form.TOKEN, Reason.ENCRYPTED);
    assertRefused(bomb + "..AA.AAAA.AA", Form.TOKEN, Reason.ENCRYPTED);
    assertRefused("!.!.!.!.!", Form.TOKEN, Reason.ENCRYPTED);
  }

  @Test
  void noPartHasASecondSpelling() {
    String[] parts = token(HEADER, PAYLOAD).split("\\.");
    assertThat(parts[1].length() % 4).as("the last character has spare bits").isNotZero();
    for (int i = 0; i < 3; i++) {
      for (String ending : List.of("=", "==", " ", "\n", "\r\n", "+", "/", "\u00e9", "%3D")) {
        String[] changed = parts.clone();
        changed[i] = parts[i] + ending;
        assertRefused(String.join(".", changed), Form.TOKEN, Reason.NOT_CANONICAL);
      }
      assertRefused(" " + String.join(".", parts), Form.TOKEN, Reason.NOT_CANONICAL);
    }
    for (int i = 1; i < 3; i++) {
      String[] changed = parts.clone();
      changed[i] = withSpareBits(parts[i]);
      assertRefused(String.join(".", changed), Form.TOKEN, Reason.NOT_CANONICAL);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"a\"",
        "1",
        "null",
        "{",
        "{}{}",
        "{} x",
        "\uFEFF{}",
        "{\"a\":1,\"a\":1}",
        "{\"alg\":\"ES256\",\"alg\":\"none\"}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{\"scope\":\"a\",\"sc\\u006fpe\":\"b\"}",
        "{\"a\":NaN}"
      })
  void headerAndPayloadAreStrictJsonObjects(String json) {
    assertRefused(token(json, PAYLOAD), Form.TOKEN, Reason.HEADER_NOT_AN_OBJECT);
    assertRefused(token(HEADER, json), Form.TOKEN, Reason.PAYLOAD_NOT_AN_OBJECT);
  }

  @Test
  void jsonNestedTwentyThousandDeepIsRefusedWithoutExhaustingTheStack() {
    var form = Form.TOKEN.withCharactersMax(1 << 20);
    String deepObjects = "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000);
    String deepArrays = "{\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";
    for (String deep : List.of(deepObjects, deepArrays)) {
      assertRefused(token(deep, PAYLOAD), form, Reason.HEADER_NOT_AN_OBJECT);
      assertRefused(token(HEADER, deep), form, Reason.PAYLOAD_NOT_AN_OBJECT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "es256", "ES256 ", "HS256", "PS256"})
  void algorithmsWeDoNotAcceptAreRefusedWhateverTheSignature(String alg) {
    String input =
        TestKeys.encode("{\"alg\":\"" + alg + "\",\"typ\":\"at+jwt\"}")
            + "."
            + TestKeys.encode("{}");
    assertRefused(input + ".", Form.TOKEN, Reason.NOT_THREE_PARTS);
    assertRefused(input, Form.TOKEN, Reason.NOT_THREE_PARTS);
    assertRefused(input + ".AAAA", Form.TOKEN, Reason.ALGORITHM_NOT_ACCEPTED);
    String signed = Base64Url.encode(SIGNER.sign(input.getBytes(StandardCharsets.US_ASCII)));
    assertRefused(input + "." + signed, Form.TOKEN, Reason.ALGORITHM_NOT_ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"typ\":\"at+jwt\"}",
        "{\"alg\":1,\"typ\":\"at+jwt\"}",
        "{\"alg\":[\"ES256\"],\"typ\":\"at+jwt\"}",
        "{\"alg\":null,\"typ\":\"at+jwt\"}"
      })
  void algorithmMustBeAString(String header) {
    assertRefused(token(header, PAYLOAD), Form.TOKEN, Reason.ALGORITHM_NOT_ACCEPTED);
  }

  /// CVE-2026-11800 and its ancestors: our public key is no secret, however it is spelt.
  @ParameterizedTest
  @MethodSource("spellingsOfOurPublicKey")
  void ourPublicKeyIsNoSecretToMacWith(byte[] secret) throws Exception {
    for (String alg : List.of("HS256", "ES256")) {
      String input =
          TestKeys.encode("{\"alg\":\"" + alg + "\",\"typ\":\"at+jwt\"}")
              + "."
              + TestKeys.encode(PAYLOAD);
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      String token =
          input + "." + Base64Url.encode(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
      if (alg.equals("HS256")) {
        assertRefused(token, Form.TOKEN, Reason.ALGORITHM_NOT_ACCEPTED);
      } else {
        var jws = CompactJws.parse(token, Form.TOKEN);
        assertThat(jws.verifiedBy(SIGNER.publicKey(), TestKeys.SIGNATURES)).isNull();
      }
    }
  }

  static List<byte[]> spellingsOfOurPublicKey() throws GeneralSecurityException {
    Obj jwk = SIGNER.publicKey().jwk();
    byte[] x = Objects.requireNonNull(Base64Url.decode(Objects.requireNonNull(jwk.string("x"))));
    byte[] y = Objects.requireNonNull(Base64Url.decode(Objects.requireNonNull(jwk.string("y"))));
    var parameters = AlgorithmParameters.getInstance("EC");
    byte[] der;
    try {
      parameters.init(new ECGenParameterSpec("secp256r1"));
      var spec = parameters.getParameterSpec(ECParameterSpec.class);
      var point = new ECPoint(new BigInteger(1, x), new BigInteger(1, y));
      der =
          KeyFactory.getInstance("EC")
              .generatePublic(new ECPublicKeySpec(point, spec))
              .getEncoded();
    } catch (InvalidParameterSpecException e) {
      throw new GeneralSecurityException(e);
    }
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END PUBLIC KEY-----";
    byte[] raw = new byte[64];
    System.arraycopy(x, 0, raw, 0, 32);
    System.arraycopy(y, 0, raw, 32, 32);
    return List.of(
        der,
        pem.getBytes(StandardCharsets.US_ASCII),
        (pem + "\n").getBytes(StandardCharsets.US_ASCII),
        Jcs.bytes(jwk),
        raw);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"crit\":[]",
        "\"crit\":[\"x\"]",
        "\"crit\":[\"b64\"]",
        "\"crit\":[\"alg\"]",
        "\"b64\":false",
        "\"b64\":true",
        "\"crit\":null",
        "\"crit\":[\"b64\"],\"b64\":false",
        "\"jku\":\"https://attacker.example/jwks\"",
        "\"x5u\":\"https://attacker.example/c\"",
        "\"x5c\":[\"MIIB\"]",
        "\"jku\":\"file:///etc/passwd\"",
        "\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}",
        "\"jwk\":null",
        "\"zip\":\"DEF\"",
        "\"enc\":\"A128GCM\""
      })
  void headersThatBringKeysOrRulesOfTheirOwnAreRefused(String member) {
    String header = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"," + member + "}";
    assertRefused(token(header, PAYLOAD), Form.TOKEN, Reason.HEADER_MEMBER_REFUSED);
  }

  @Test
  void ownKeyIsRefusedInATokenAndAllowedInAProof() throws Exception {
    String header =
        "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"jwk\":" + Jcs.text(SIGNER.publicKey().jwk()) + "}";
    assertRefused(token(header, PAYLOAD), Form.TOKEN, Reason.HEADER_MEMBER_REFUSED);
    assertRefused(token(header, PAYLOAD), Form.FOREIGN, Reason.HEADER_MEMBER_REFUSED);
    assertThat(CompactJws.parse(token(header, PAYLOAD), Form.PROOF).header().get("jwk"))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"../../dev/null\"",
        "\"a b\"",
        "\"\"",
        "1",
        "null",
        "[\"a\"]",
        "\"a'; drop table keys--\"",
        "\"a\\u0000\"",
        "\"http://a\"",
        "\"\u00e9\"",
        "\"a\\n\"",
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""
      })
  void keyIdsAreShortAndPlain(String kid) {
    String header = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":" + kid + "}";
    assertRefused(token(header, PAYLOAD), Form.TOKEN, Reason.KID_MALFORMED);
  }

  @Test
  void classIsMissedWhereItIsRequiredAndIsAlwaysAString() throws Exception {
    String none = token("{\"alg\":\"ES256\"}", PAYLOAD);
    assertRefused(none, Form.TOKEN, Reason.TYP_MISSING);
    assertRefused(none, Form.PROOF, Reason.TYP_MISSING);
    assertThat(CompactJws.parse(none, Form.FOREIGN).typ()).isNull();
    String number = token("{\"alg\":\"ES256\",\"typ\":1}", PAYLOAD);
    assertRefused(number, Form.FOREIGN, Reason.TYP_MISSING);
  }

  @Test
  void keyIsNeverUsedWithAnotherAlgorithmThanItsOwn() throws Exception {
    var jws =
        CompactJws.parse(token("{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\"}", PAYLOAD), Form.TOKEN);
    SignatureVerifier untouched =
        (key, input, signature) -> {
          throw new AssertionError("no signature is looked at");
        };
    assertThat(jws.verifiedBy(SIGNER.publicKey(), untouched)).isNull();
  }

  @Test
  void everyChangedCharacterIsNoticed() throws Exception {
    String token = token(HEADER, PAYLOAD);
    for (int i = 0; i < token.length(); i++) {
      if (token.charAt(i) == '.') {
        continue;
      }
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      try {
        var jws = CompactJws.parse(changed, Form.FOREIGN);
        assertThat(jws.verifiedBy(SIGNER.publicKey(), TestKeys.SIGNATURES)).isNull();
      } catch (MalformedTokenException e) {
        assertThat(e.reason()).isNotNull();
      }
    }
  }

  @Test
  void textOfATokenIsNeverPrinted() throws Exception {
    var jws = CompactJws.parse(token(HEADER, PAYLOAD), Form.TOKEN);
    var verified = Objects.requireNonNull(jws.verifiedBy(SIGNER.publicKey(), TestKeys.SIGNATURES));
    String signature = jws.text().substring(jws.text().lastIndexOf('.') + 1);
    assertThat(jws.toString()).doesNotContain(signature).doesNotContain(TestKeys.encode(PAYLOAD));
    assertThat(verified.toString()).doesNotContain(signature);
  }

  @Test
  void signingInputFollowsFromKeyClassAndClaimsAlone() throws Exception {
    var claims = Obj.with("b", 1).with("a", "x").build();
    var reordered = Obj.with("a", "x").with("b", 1).build();
    var input = SigningInput.of(SIGNER.publicKey(), Typ.ACCESS_TOKEN, claims);
    var again = SigningInput.of(SIGNER.publicKey(), Typ.ACCESS_TOKEN, reordered);
    assertThat(again.bytes()).isEqualTo(input.bytes());
    var jws = CompactJws.parse(input.signedBy(SIGNER), Form.TOKEN);
    assertThat(jws.signingInputHash()).isEqualTo(input.hash());
    assertThat(jws.kid()).isEqualTo(SIGNER.publicKey().thumbprint().value());
    assertThat(Arrays.equals(jws.signingInput(), input.bytes())).isTrue();
    assertThat(jws.verifiedBy(SIGNER.publicKey(), TestKeys.SIGNATURES)).isNotNull();
  }

  @Test
  void nothingIsSignedUnderAnotherKeysName() {
    var input = SigningInput.of(SIGNER.publicKey(), Typ.ACCESS_TOKEN, Obj.EMPTY);
    assertThatThrownBy(() -> input.signedBy(TestKeys.es256()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1e2", "0.1000", "12345678901234567890", "-0", "1E400"})
  void numbersThatWouldChangeAreNotSigned(String number) {
    var claims = Obj.with("a", new Num(number)).build();
    assertThatThrownBy(() -> SigningInput.of(SIGNER.publicKey(), Typ.ACCESS_TOKEN, claims))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String token(String header, String payload) {
    return TestKeys.token(header, payload, SIGNER);
  }

  private static void assertRefused(String text, Form form, Reason reason) {
    var refusal =
        catchThrowableOfType(MalformedTokenException.class, () -> CompactJws.parse(text, form));
    assertThat(refusal)
        .as("accepted: %s", text.substring(0, Math.min(80, text.length())))
        .isNotNull();
    assertThat(refusal.reason()).isEqualTo(reason);
  }

  /// The same bytes in another spelling: the last character's spare bits are set.
  private static String withSpareBits(String part) {
    String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = digits.indexOf(part.charAt(part.length() - 1));
    return part.substring(0, part.length() - 1) + digits.charAt(last + 1);
  }
}
