package io.legate.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.JWK;
import io.legate.crypto.Base64Url;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.crypto.UnusableKeyException;
import io.legate.crypto.UnusableKeyException.Reason;
import io.legate.crypto.VerificationKey;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Bool;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import io.legate.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoseKeysTest {

  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

  private final JoseKeys keys = new JoseKeys(100);

  static Stream<Signer> signers() {
    var all = Stream.of(CryptoProviders.corretto(), CryptoProviders.fallback()).toList();
    return all.stream()
        .flatMap(
            providers ->
                Stream.of(SignatureAlgorithm.ES256, SignatureAlgorithm.EDDSA)
                    .map(algorithm -> LocalSigner.generate(algorithm, providers)));
  }

  @ParameterizedTest
  @MethodSource("signers")
  void thumbprintIsThatOfTheRfcAndOfOthers(Signer signer) throws Exception {
    var jwk = JWK.parse(Jcs.text(signer.publicKey().jwk()));
    assertThat(signer.publicKey().thumbprint().value())
        .isEqualTo(jwk.computeThumbprint().toString());
  }

  @ParameterizedTest
  @MethodSource("signers")
  void signatureOfOneProviderVerifiesWithEveryOther(Signer signer) {
    byte[] signature = signer.sign(MESSAGE);
    assertThat(signature).hasSize(64);
    for (var providers : List.of(CryptoProviders.corretto(), CryptoProviders.fallback())) {
      var signatures = new JoseSignatures(providers, 10);
      assertThat(signatures.verify(signer.publicKey(), MESSAGE, signature)).isTrue();
      assertThat(signatures.verify(signer.publicKey(), new byte[0], signature)).isFalse();
      for (int length : new int[] {0, 1, 32, 63, 65, 128, 10_000}) {
        assertThat(signatures.verify(signer.publicKey(), MESSAGE, new byte[length])).isFalse();
      }
    }
  }

  /// CVE-2022-21449 and its like: nothing verifies under zeroes or the order itself.
  @Test
  void ecdsaHalvesAreInRange() {
    var signer = TestKeys.es256();
    byte[] order =
        HexFormat.of().parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    byte[] good = signer.sign(MESSAGE);
    for (int half = 0; half < 2; half++) {
      byte[] zero = good.clone();
      byte[] over = good.clone();
      System.arraycopy(new byte[32], 0, zero, half * 32, 32);
      System.arraycopy(order, 0, over, half * 32, 32);
      assertThat(TestKeys.SIGNATURES.verify(signer.publicKey(), MESSAGE, zero)).isFalse();
      assertThat(TestKeys.SIGNATURES.verify(signer.publicKey(), MESSAGE, over)).isFalse();
    }
  }

  /// RFC 7638 section 3.1.
  @Test
  void printedRsaThumbprintIsComputed() throws Exception {
    Obj jwk =
        JsonReader.readObject(
            """
            {"kty":"RSA","e":"AQAB","alg":"RS256","kid":"2011-04-29","n":"0vx7agoebGcQSuuPiLJXZptN9nn\
            drQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs\
            tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZ\
            gnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPk\
            sINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}
            """);
    assertThat(keys.parse(jwk).thumbprint().value())
        .isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  }

  @Test
  void keyIsReducedToItsPublicMembers() throws Exception {
    Obj jwk = jwk("kid", new Str("k1"));
    assertThat(keys.parse(jwk)).isEqualTo(keys.parse(jwk("x5c", new Arr(List.of()))));
    assertThat(keys.parse(jwk).jwk().members().keySet()).containsExactly("crv", "kty", "x", "y");
  }

  @ParameterizedTest
  @CsvSource({
    "kty, oct, SYMMETRIC",
    "k, AAAA, SYMMETRIC",
    "d, AAAA, PRIVATE",
    "p, AAAA, PRIVATE",
    "oth, AAAA, PRIVATE",
    "kty, RSA, MALFORMED",
    "kty, EC2, KIND",
    "kty, , MALFORMED",
    "crv, P-384, KIND",
    "crv, secp256k1, KIND",
    "crv, , MALFORMED",
    "alg, ES384, ALGORITHM",
    "alg, RS256, ALGORITHM",
    "alg, HS256, ALGORITHM",
    "alg, EdDSA, ALGORITHM",
    "use, enc, USE",
    "key_ops, verify, USE",
    "x, AAAA, MALFORMED",
    "x, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, MALFORMED",
    "x, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, OFF_CURVE",
    "y, , MALFORMED"
  })
  void unusableKeysAreToldApart(String name, @Nullable String value, Reason reason) {
    assertThat(reason(jwk(name, value == null ? null : new Str(value)))).isEqualTo(reason);
  }

  @Test
  void operationsMustHoldVerification() throws Exception {
    keys.parse(jwk("key_ops", Arr.ofStrings(List.of("verify"))));
    assertThat(reason(jwk("key_ops", Arr.ofStrings(List.of("encrypt"))))).isEqualTo(Reason.USE);
    assertThat(reason(jwk("use", new Bool(true)))).isEqualTo(Reason.USE);
    assertThat(reason(jwk("alg", new Bool(true)))).isEqualTo(Reason.ALGORITHM);
  }

  /// Under a point of small order everyone can sign.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void ed25519PointsOfSmallOrderAreRefused(String hex) {
    String x = Base64Url.encode(HexFormat.of().parseHex(hex));
    assertThat(reason(Obj.with("kty", "OKP").with("crv", "Ed25519").with("x", x).build()))
        .isEqualTo(Reason.OFF_CURVE);
  }

  @Test
  void clientsKeysMustAllBeUsableAndNoneRsa() throws Exception {
    Obj one = jwk("kid", new Str("k1"));
    Obj two = changed(TestKeys.eddsa().publicKey().jwk(), "kid", new Str("k2"));
    assertThat(keys.parseClientKeys(set(one, two))).hasSize(2);
    assertThat(reasonOfSet(set(one, changed(two, "kid", new Str("k1")))))
        .isEqualTo(Reason.DUPLICATE_KID);
    assertThat(reasonOfSet(set(one, Obj.with("kty", "oct").with("k", "AA").build())))
        .isEqualTo(Reason.SYMMETRIC);
    assertThat(reasonOfSet(set(one, changed(two, "d", new Str("AA"))))).isEqualTo(Reason.PRIVATE);
    assertThat(reasonOfSet(Obj.EMPTY)).isEqualTo(Reason.MALFORMED);
    assertThat(reasonOfSet(Obj.with("keys", new Arr(List.of(new Bool(true)))).build()))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void issuersKeysForOtherUsesAreLeftOut() throws Exception {
    Obj signing = jwk("kid", new Str("k1"));
    Obj encryption = changed(jwk("kid", new Str("k2")), "use", new Str("enc"));
    Obj other = Obj.with("kty", "OKP").with("crv", "X25519").with("x", "AA").build();
    Obj unnamed = TestKeys.eddsa().publicKey().jwk();
    assertThat(keys.parseIssuerKeys(set(signing, encryption, other, unnamed)))
        .containsOnlyKeys("k1");
    Obj symmetric = Obj.with("kty", "oct").with("k", "AA").with("kid", "k3").build();
    assertThatThrownBy(() -> keys.parseIssuerKeys(set(signing, symmetric)))
        .isInstanceOf(UnusableKeyException.class);
  }

  @Test
  void publishedKeyIsReadAgain() throws Exception {
    var key = TestKeys.es256().publicKey();
    assertThat(keys.parse(key.published())).isEqualTo(key);
    assertThat(key.published().string("kid")).isEqualTo(key.thumbprint().value());
  }

  @Test
  void keyUnderAnothersThumbprintIsNotServedFromMemory() {
    var signatures = new JoseSignatures(TestKeys.PROVIDERS, 10);
    var one = TestKeys.es256();
    var two = TestKeys.es256();
    byte[] signature = two.sign(MESSAGE);
    assertThat(signatures.verify(one.publicKey(), MESSAGE, one.sign(MESSAGE))).isTrue();
    var mixed =
        new VerificationKey(
            SignatureAlgorithm.ES256, two.publicKey().jwk(), one.publicKey().thumbprint());
    assertThat(signatures.verify(mixed, MESSAGE, signature)).isTrue();
    assertThat(signatures.verify(one.publicKey(), MESSAGE, signature)).isFalse();
  }

  @Test
  void whichProviderServesWhatIsSaid() {
    assertThat(CryptoProviders.install().describe()).contains("ES256 ", "EdDSA ", "RS256 ");
    assertThat(CryptoProviders.fallback().describe())
        .isEqualTo("ES256 BC, EdDSA BC, RS256 SunRsaSign");
  }

  private static final Obj EC = TestKeys.es256().publicKey().jwk();

  private static Obj jwk(String name, @Nullable Json value) {
    return changed(EC, name, value);
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

  private static Obj set(Obj... keys) {
    return Obj.with("keys", new Arr(List.of(keys))).build();
  }

  private Reason reason(Obj jwk) {
    return catchThrowableOfType(UnusableKeyException.class, () -> keys.parse(jwk)).reason();
  }

  private Reason reasonOfSet(Obj jwks) {
    return catchThrowableOfType(UnusableKeyException.class, () -> keys.parseClientKeys(jwks))
        .reason();
  }
}
