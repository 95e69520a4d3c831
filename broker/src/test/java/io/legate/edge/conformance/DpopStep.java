package io.legate.edge.conformance;

import io.legate.crypto.Base64Url;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.jose.CryptoProviders;
import io.legate.jose.LocalSigner;
import io.legate.jose.TestKeys;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The steps of `fapi2-security-profile-final-dpop-negative-tests`, in the order of the OpenID
/// conformance suite's list, each with what it presents and what comes of it.
///
/// Where gRPC differs it is by our profile (`docs/spec/dpop-grpc.md`): an address has one spelling.
// What changes a proof is a lambda that captures nothing.
@SuppressWarnings("ImmutableEnumChecker")
enum DpopStep {
  DPOP_HEADER_NAME_IN_UPPER_CASE(null, it -> it.headerName = "DPOP"),
  HTU_WITH_QUERY_AND_FRAGMENT(null, "invalid_dpop_proof", it -> it.claim("htu", it.uri + "?a=b#c")),
  HTU_WITHOUT_QUERY_AND_FRAGMENT(null, it -> {}),
  FIRST_USE_OF_A_JTI(null, it -> {}),
  UNKNOWN_HEADER_PARAMETERS_AND_CLAIMS(
      null,
      it -> {
        it.header.put("unknown", new Json.Str("x"));
        it.claim("unknown", "x");
      }),
  HTU_WITH_SCHEME_AND_HOST_IN_UPPER_CASE(
      null,
      "invalid_dpop_proof",
      it ->
          it.claim(
              "htu",
              it.uri.replace(
                  "https://broker.test", "https://broker.test".toUpperCase(Locale.ROOT)))),
  HTU_WITH_THE_DEFAULT_PORT(
      null,
      "invalid_dpop_proof",
      it -> it.claim("htu", it.uri.replace("broker.test", "broker.test:443"))),
  TWO_DPOP_HEADERS("invalid_dpop_proof", it -> it.copies = 2),
  NOT_A_JWT("invalid_dpop_proof", it -> it.instead = "not-a-jwt"),
  TYP_MISSING("invalid_dpop_proof", it -> it.header.remove("typ")),
  TYP_WRONG("invalid_dpop_proof", it -> it.type("JWT")),
  ALG_MISSING("invalid_dpop_proof", it -> it.header.remove("alg")),
  ALG_NONE(
      "invalid_dpop_proof",
      it -> {
        it.header.put("alg", new Json.Str("none"));
        it.signing =
            (header, claims, signer) -> {
              String signed = TestKeys.token(header, claims, signer);
              return signed.substring(0, signed.lastIndexOf('.') + 1);
            };
      }),
  ALG_RS256("invalid_dpop_proof", it -> it.signing = DpopStep::byRsa),
  JWK_MISSING("invalid_dpop_proof", it -> it.header.remove("jwk")),
  JWK_WITH_A_PRIVATE_KEY(
      "invalid_dpop_proof",
      it -> {
        var jwk = new LinkedHashMap<>(it.holder.publicKey().jwk().members());
        jwk.put("d", new Json.Str(Base64Url.encode(new byte[32])));
        it.header.put("jwk", new Obj(jwk));
      }),
  SIGNATURE_WRONG(
      "invalid_dpop_proof",
      it ->
          it.signing =
              (header, claims, signer) -> {
                String other = TestKeys.token(header, Obj.EMPTY, signer);
                String signed = TestKeys.token(header, claims, signer);
                return signed.substring(0, signed.lastIndexOf('.'))
                    + other.substring(other.lastIndexOf('.'));
              }),
  JTI_MISSING("invalid_dpop_proof", it -> it.claims.remove("jti")),
  HTM_MISSING("invalid_dpop_proof", it -> it.claims.remove("htm")),
  HTM_PUT("invalid_dpop_proof", it -> it.claim("htm", "PUT")),
  HTU_MISSING("invalid_dpop_proof", it -> it.claims.remove("htu")),
  HTU_OF_ANOTHER_ADDRESS(
      "invalid_dpop_proof", it -> it.claim("htu", "https://broker.test/elsewhere")),
  IAT_MISSING("invalid_dpop_proof", it -> it.claims.remove("iat")),
  IAT_IN_AN_HOUR("invalid_dpop_proof", it -> it.issuedAt(3_600)),
  IAT_AN_HOUR_AGO("invalid_dpop_proof", it -> it.issuedAt(-3_600)),
  ATH_MISSING("invalid_dpop_proof", it -> it.claims.remove("ath")),
  ATH_WRONG("invalid_dpop_proof", it -> it.claim("ath", Base64Url.encode(new byte[32]))),
  PROOF_BY_ANOTHER_KEY("invalid_token", it -> it.signing = DpopStep::byAnotherKey),
  NO_DPOP_HEADER("invalid_dpop_proof", it -> it.isLeftOut = true),
  BEARER_WITH_A_BOUND_TOKEN("invalid_token", it -> it.scheme = "Bearer"),
  /// The first use is part of the step.
  SECOND_USE_OF_A_JTI("invalid_dpop_proof", it -> {}),
  /// Last, so that what failed before failed for its proof.
  A_VALID_PROOF(null, it -> {});

  private final @Nullable String overHttp;
  private final @Nullable String overGrpc;
  private final Change change;

  private interface Change {
    void of(Presented presented) throws Exception;
  }

  DpopStep(@Nullable String refused, Change change) {
    this(refused, refused, change);
  }

  /// @param overHttp the code it is refused with, null where it is accepted
  /// @param overGrpc likewise
  DpopStep(@Nullable String overHttp, @Nullable String overGrpc, Change change) {
    this.overHttp = overHttp;
    this.overGrpc = overGrpc;
    this.change = change;
  }

  /// The code it is refused with; empty where it is accepted.
  String overHttp() {
    return overHttp == null ? "" : overHttp;
  }

  /// The code it is refused with; empty where it is accepted.
  String overGrpc() {
    return overGrpc == null ? "" : overGrpc;
  }

  /// How often the same is presented; the last time counts.
  int times() {
    return this == SECOND_USE_OF_A_JTI ? 2 : 1;
  }

  void change(Presented presented) throws Exception {
    change.of(presented);
  }

  private static String byAnotherKey(Obj header, Obj claims, Signer signer) {
    var other = LocalSigner.generate(SignatureAlgorithm.ES256, CryptoProviders.install());
    var changed = new LinkedHashMap<>(header.members());
    changed.put("jwk", other.publicKey().jwk());
    return TestKeys.token(new Obj(changed), claims, other);
  }

  private static String byRsa(Obj header, Obj claims, Signer signer) throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var pair = generator.generateKeyPair();
    var key = (RSAPublicKey) pair.getPublic();
    var jwk =
        Obj.with("kty", "RSA")
            .with("n", unsigned(key.getModulus()))
            .with("e", unsigned(key.getPublicExponent()))
            .build();
    var changed = new LinkedHashMap<>(header.members());
    changed.put("alg", new Json.Str("RS256"));
    changed.put("jwk", jwk);
    String unsigned = TestKeys.token(new Obj(changed), claims, signer);
    String input = unsigned.substring(0, unsigned.lastIndexOf('.'));
    var signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + Base64Url.encode(signature.sign());
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return Base64Url.encode(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
  }
}
