package io.legate.jose;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.crypto.Base64Url;
import io.legate.crypto.CompactJws;
import io.legate.crypto.CompactJws.Form;
import io.legate.crypto.MalformedTokenException;
import io.legate.crypto.UnusableKeyException;
import io.legate.crypto.VerificationKey;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import io.legate.vectors.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Project Wycheproof's vectors through our own reader and verifier, with each set of providers.
class WycheproofTest {

  static Stream<CryptoProviders> providers() {
    return Stream.of(CryptoProviders.corretto(), CryptoProviders.fallback());
  }

  /// Every `invalid` is refused. A `valid` one is accepted, or refused by a policy that is named
  /// here with the number of vectors it costs.
  @ParameterizedTest
  @MethodSource("providers")
  void everySignatureVectorHasItsOutcomeOrAPolicyThatRefusesIt(CryptoProviders providers) {
    var refusedByPolicy = new TreeMap<String, Integer>();
    int outcomes = 0;
    for (Obj group : objects(Vectors.object("wycheproof/json_web_signature_test.json"))) {
      for (Obj test : objects(group, "tests")) {
        outcomes++;
        Outcome outcome = verify(group, string(test, "jws"), providers);
        outcome.print(test);
        if (string(test, "result").equals("invalid")) {
          assertThat(outcome.accepted).as("test %s", test.get("tcId")).isFalse();
        } else if (!outcome.accepted) {
          refusedByPolicy.merge(outcome.policy, 1, Integer::sum);
        }
      }
    }
    assertThat(outcomes).isEqualTo(401);
    assertThat(refusedByPolicy).isEqualTo(SIGNATURE_POLICIES);
  }

  /// 38 of the 46 valid ones: algorithms we do not accept, and two whose `kid` is a mail address.
  private static final Map<String, Integer> SIGNATURE_POLICIES =
      Map.of(
          "SYMMETRIC key of HS256", 10,
          "ALGORITHM key of RS384", 4,
          "ALGORITHM key of RS512", 4,
          "ALGORITHM key of PS256", 8,
          "ALGORITHM key of PS384", 4,
          "ALGORITHM key of PS512", 4,
          "KIND key of ES521", 2,
          "KID_MALFORMED form", 2);

  @ParameterizedTest
  @MethodSource("providers")
  void everyKeySetVectorHasItsOutcomeOrAPolicyThatRefusesIt(CryptoProviders providers) {
    var refusedByPolicy = new TreeMap<String, Integer>();
    int outcomes = 0;
    for (Obj group : objects(Vectors.object("wycheproof/json_web_key_test.json"))) {
      for (Obj test : objects(group, "tests")) {
        outcomes++;
        Outcome outcome = verifyWithSet(group, string(test, "jws"), providers);
        outcome.print(test);
        if (string(test, "result").equals("invalid")) {
          assertThat(outcome.accepted).as("test %s", test.get("tcId")).isFalse();
        } else if (!outcome.accepted) {
          refusedByPolicy.merge(outcome.policy, 1, Integer::sum);
        }
      }
    }
    assertThat(outcomes).isEqualTo(26);
    assertThat(refusedByPolicy).isEqualTo(KEY_POLICIES);
  }

  /// 4 of the 5 valid ones: a set with a symmetric key is refused whole.
  private static final Map<String, Integer> KEY_POLICIES = Map.of("SYMMETRIC key", 4);

  @ParameterizedTest
  @MethodSource("providers")
  void everyEcdsaVectorHasItsOutcome(CryptoProviders providers) {
    assertThat(rawOutcomes("wycheproof/ecdsa_secp256r1_sha256_p1363_test.json", providers))
        .isEqualTo(262);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void everyEd25519VectorHasItsOutcome(CryptoProviders providers) {
    assertThat(rawOutcomes("wycheproof/ed25519_test.json", providers)).isEqualTo(151);
  }

  /// Returns how many vectors there were; each had its outcome.
  private static int rawOutcomes(String file, CryptoProviders providers) {
    var signatures = new JoseSignatures(providers, 1000);
    var wrong = new ArrayList<Json>();
    int outcomes = 0;
    for (Obj group : objects(Vectors.object(file))) {
      VerificationKey key = key(group);
      for (Obj test : objects(group, "tests")) {
        outcomes++;
        boolean accepted = signatures.verify(key, hex(test, "msg"), hex(test, "sig"));
        if (accepted != string(test, "result").equals("valid")) {
          wrong.add(test);
        }
      }
    }
    assertThat(wrong).isEmpty();
    return outcomes;
  }

  private record Outcome(boolean accepted, String policy) {
    /// Says which valid vectors are refused, and why.
    void print(Obj test) {
      if (!accepted && string(test, "result").equals("valid")) {
        System.out.printf("refused by policy: test %s, %s%n", test.get("tcId"), policy);
      }
    }

    static Outcome refused(String policy) {
      return new Outcome(false, policy);
    }
  }

  private static Outcome verify(Obj group, String jws, CryptoProviders providers) {
    Obj jwk = group.get("public") instanceof Obj shown ? shown : object(group, "private");
    try {
      return verify(new JoseKeys(10).parse(jwk), jws, providers);
    } catch (UnusableKeyException e) {
      return Outcome.refused(e.reason() + " key of " + jwk.string("alg"));
    }
  }

  private static Outcome verifyWithSet(Obj group, String jws, CryptoProviders providers) {
    Obj jwks = group.get("public") instanceof Obj shown ? shown : object(group, "private");
    try {
      var keys = new JoseKeys(10).parseIssuerKeys(jwks);
      for (var key : keys.values()) {
        var outcome = verify(key, jws, providers);
        if (outcome.accepted) {
          return outcome;
        }
      }
      return Outcome.refused("no usable key");
    } catch (UnusableKeyException e) {
      return Outcome.refused(e.reason() + " key");
    }
  }

  /// Most payloads are `foo`, and ours are always JSON objects. So that this rule does not hide
  /// what the others do, form is read with `{}` in the payload's place, and the signature is
  /// checked over the vector's own bytes.
  private static Outcome verify(VerificationKey key, String jws, CryptoProviders providers) {
    String[] parts = jws.split("\\.", -1);
    String read = parts.length == 3 ? parts[0] + ".e30." + parts[2] : jws;
    try {
      var parsed = CompactJws.parse(read, Form.FOREIGN);
      boolean canonical = Base64Url.decode(parts[1]) != null;
      byte[] input = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
      boolean signed =
          parsed.algorithm() == key.algorithm()
              && new JoseSignatures(providers, 10).verify(key, input, parsed.signature());
      return new Outcome(canonical && signed, "signature");
    } catch (MalformedTokenException e) {
      return Outcome.refused(e.reason() + " form");
    }
  }

  /// Where a group's key is not given as a JWK it is made from the curve point.
  private static VerificationKey key(Obj group) {
    Obj jwk = group.get("publicKeyJwk") instanceof Obj given ? given : point(group);
    try {
      return TestKeys.KEYS.parse(jwk);
    } catch (UnusableKeyException e) {
      throw new AssertionError(jwk.toString(), e);
    }
  }

  private static Obj point(Obj group) {
    byte[] point = hex(object(group, "publicKey"), "uncompressed");
    return Obj.with("kty", "EC")
        .with("crv", "P-256")
        .with("x", Base64Url.encode(Arrays.copyOfRange(point, 1, 33)))
        .with("y", Base64Url.encode(Arrays.copyOfRange(point, 33, 65)))
        .build();
  }

  private static byte[] hex(Obj test, String name) {
    return HexFormat.of().parseHex(string(test, name));
  }

  private static List<Obj> objects(Obj file) {
    return objects(file, "testGroups");
  }

  private static List<Obj> objects(Obj from, String name) {
    if (!(from.get(name) instanceof Arr(var items))) {
      throw new AssertionError("no `" + name + "`");
    }
    return items.stream().map(Obj.class::cast).toList();
  }

  private static Obj object(Obj from, String name) {
    return (Obj) Objects.requireNonNull(from.get(name), name);
  }

  private static String string(Obj from, String name) {
    return Objects.requireNonNull(from.string(name), name);
  }
}
