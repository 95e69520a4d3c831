package io.legate.jose;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import io.legate.crypto.Base64Url;
import io.legate.crypto.KeyParser;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.UnusableKeyException;
import io.legate.crypto.UnusableKeyException.Reason;
import io.legate.crypto.VerificationKey;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// Reads JWKs (RFC 7517, RFC 7518 section 6, RFC 8037): EC on P-256 for ES256, OKP on Ed25519 for
/// EdDSA, RSA of 2048 bits and more for RS256. Remembers the keys it has read.
///
/// A key has one spelling: its members are canonical base64url of their full length, so that it has
/// one thumbprint. Certificates beside a key are not looked at.
public final class JoseKeys implements KeyParser {

  /// Bits of an RSA modulus. More than the largest costs too much to check.
  public static final int RSA_BITS_MIN = 2048;

  public static final int RSA_BITS_MAX = 8192;

  private static final Set<String> PRIVATE_MEMBERS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth");
  private static final BigInteger EXPONENT_MIN = BigInteger.valueOf(65537);

  private final Cache<Obj, VerificationKey> read;

  /// @param keysMax how many keys to remember; a holder sends the same one with each proof
  public JoseKeys(int keysMax) {
    this.read = Caffeine.newBuilder().maximumSize(keysMax).executor(Runnable::run).build();
  }

  @Override
  public VerificationKey parse(Obj jwk) throws UnusableKeyException {
    var known = read.getIfPresent(jwk);
    if (known != null) {
      return known;
    }
    var key = parseAnew(jwk);
    read.put(jwk, key);
    return key;
  }

  /// Reads the keys that a client registers. Each of them must be usable, and none may be RSA.
  ///
  /// @throws UnusableKeyException if one is not, or two have the same `kid`
  public List<VerificationKey> parseClientKeys(Obj jwks) throws UnusableKeyException {
    var keys = new ArrayList<VerificationKey>();
    for (Obj jwk : members(jwks)) {
      var key = parse(jwk);
      if (key.algorithm() == SignatureAlgorithm.RS256) {
        throw new UnusableKeyException(Reason.KIND);
      }
      keys.add(key);
    }
    return List.copyOf(keys);
  }

  /// Reads an issuer's published keys by `kid`. Those for other uses or of other kinds, and those
  /// without a `kid`, are left out (RFC 7517 section 5).
  ///
  /// @throws UnusableKeyException if one is private or symmetric, is of an accepted kind and
  ///   malformed or weak, or two have the same `kid`
  public Map<String, VerificationKey> parseIssuerKeys(Obj jwks) throws UnusableKeyException {
    var keys = new LinkedHashMap<String, VerificationKey>();
    for (Obj jwk : members(jwks)) {
      String kid = jwk.string("kid");
      try {
        var key = parse(jwk);
        if (kid != null) {
          keys.put(kid, key);
        }
      } catch (UnusableKeyException e) {
        switch (e.reason()) {
          case KIND, USE, ALGORITHM -> {}
          case PRIVATE, SYMMETRIC, MALFORMED, OFF_CURVE, WEAK, DUPLICATE_KID -> throw e;
        }
      }
    }
    return Map.copyOf(keys);
  }

  private static List<Obj> members(Obj jwks) throws UnusableKeyException {
    if (!(jwks.get("keys") instanceof Arr(var items))) {
      throw new UnusableKeyException(Reason.MALFORMED);
    }
    var keys = new ArrayList<Obj>();
    var kids = new HashSet<Json>();
    for (Json item : items) {
      if (!(item instanceof Obj jwk)) {
        throw new UnusableKeyException(Reason.MALFORMED);
      }
      var kid = jwk.get("kid");
      if (kid != null && !kids.add(kid)) {
        throw new UnusableKeyException(Reason.DUPLICATE_KID);
      }
      keys.add(jwk);
    }
    return keys;
  }

  private static VerificationKey parseAnew(Obj jwk) throws UnusableKeyException {
    String kty = string(jwk, "kty");
    if (kty.equals("oct") || jwk.get("k") != null) {
      throw new UnusableKeyException(Reason.SYMMETRIC);
    }
    if (jwk.members().keySet().stream().anyMatch(PRIVATE_MEMBERS::contains)) {
      throw new UnusableKeyException(Reason.PRIVATE);
    }
    checkUse(jwk);
    var key =
        switch (kty) {
          case "EC" -> ec(jwk);
          case "OKP" -> okp(jwk);
          case "RSA" -> rsa(jwk);
          default -> throw new UnusableKeyException(Reason.KIND);
        };
    var alg = jwk.get("alg");
    if (alg != null
        && !(alg instanceof Str(var name)
            && SignatureAlgorithm.ofHeader(name) == key.algorithm())) {
      throw new UnusableKeyException(Reason.ALGORITHM);
    }
    return key;
  }

  private static void checkUse(Obj jwk) throws UnusableKeyException {
    var use = jwk.get("use");
    if (use != null && !use.equals(new Str("sig"))) {
      throw new UnusableKeyException(Reason.USE);
    }
    var operations = jwk.get("key_ops");
    if (operations != null
        && !(operations instanceof Arr(var items) && items.contains(new Str("verify")))) {
      throw new UnusableKeyException(Reason.USE);
    }
  }

  private static VerificationKey ec(Obj jwk) throws UnusableKeyException {
    String curve = string(jwk, "crv");
    if (!curve.equals("P-256")) {
      throw new UnusableKeyException(Reason.KIND);
    }
    String x = coordinate(jwk, "x");
    String y = coordinate(jwk, "y");
    try {
      new ECKey.Builder(Curve.P_256, new Base64URL(x), new Base64URL(y)).build();
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new UnusableKeyException(Reason.OFF_CURVE);
    }
    return VerificationKey.of(
        SignatureAlgorithm.ES256,
        Obj.with("crv", curve).with("kty", "EC").with("x", x).with("y", y).build());
  }

  private static VerificationKey okp(Obj jwk) throws UnusableKeyException {
    String curve = string(jwk, "crv");
    if (!curve.equals("Ed25519")) {
      throw new UnusableKeyException(Reason.KIND);
    }
    String x = coordinate(jwk, "x");
    byte[] point = Base64Url.decode(x);
    // Also refuses points of small order, under which anyone can sign.
    if (point == null || !Ed25519.validatePublicKeyFull(point, 0)) {
      throw new UnusableKeyException(Reason.OFF_CURVE);
    }
    return VerificationKey.of(
        SignatureAlgorithm.EDDSA, Obj.with("crv", curve).with("kty", "OKP").with("x", x).build());
  }

  private static VerificationKey rsa(Obj jwk) throws UnusableKeyException {
    var modulus = unsigned(jwk, "n");
    var exponent = unsigned(jwk, "e");
    boolean sized =
        modulus.bitLength() >= RSA_BITS_MIN
            && modulus.bitLength() <= RSA_BITS_MAX
            && exponent.bitLength() <= Long.SIZE;
    boolean sound =
        modulus.testBit(0)
            && exponent.testBit(0)
            && exponent.compareTo(EXPONENT_MIN) >= 0
            && !RocaModulus.isSuspect(modulus);
    if (!sized || !sound) {
      throw new UnusableKeyException(Reason.WEAK);
    }
    return VerificationKey.of(
        SignatureAlgorithm.RS256,
        Obj.with("e", string(jwk, "e")).with("kty", "RSA").with("n", string(jwk, "n")).build());
  }

  private static String coordinate(Obj jwk, String name) throws UnusableKeyException {
    String text = string(jwk, name);
    if (!Base64Url.isCanonical(text, 32)) {
      throw new UnusableKeyException(Reason.MALFORMED);
    }
    return text;
  }

  /// A number without leading zero bytes (RFC 7518 section 2, Base64urlUInt).
  private static BigInteger unsigned(Obj jwk, String name) throws UnusableKeyException {
    byte[] bytes = Base64Url.decode(string(jwk, name));
    if (bytes == null || bytes.length == 0 || bytes[0] == 0 || bytes.length > RSA_BITS_MAX / 8) {
      throw new UnusableKeyException(Reason.MALFORMED);
    }
    return new BigInteger(1, bytes);
  }

  private static String string(Obj jwk, String name) throws UnusableKeyException {
    String text = jwk.string(name);
    if (text == null) {
      throw new UnusableKeyException(Reason.MALFORMED);
    }
    return text;
  }
}
