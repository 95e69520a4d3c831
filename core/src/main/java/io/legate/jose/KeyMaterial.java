package io.legate.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.legate.crypto.Base64Url;
import io.legate.crypto.VerificationKey;
import io.legate.json.Json.Obj;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Objects;
import org.bouncycastle.util.Arrays;

/// Keys as the providers take them, from JWKs that were checked.
final class KeyMaterial {

  /// What stands before the 32 bytes of an Ed25519 key in X.509 and in PKCS#8 (RFC 8410).
  private static final byte[] ED25519_X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final byte[] ED25519_PKCS8 =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private KeyMaterial() {}

  static PublicKey publicKey(VerificationKey key, CryptoProviders providers)
      throws GeneralSecurityException {
    try {
      return switch (key.algorithm()) {
        case ES256 -> ec(key.jwk()).build().toECPublicKey(providers.ecdsa());
        case EDDSA -> {
          var spec =
              new X509EncodedKeySpec(Arrays.concatenate(ED25519_X509, bytes(key.jwk(), "x")));
          yield ed25519Factory().generatePublic(spec);
        }
        case RS256 ->
            new RSAKey.Builder(member(key.jwk(), "n"), member(key.jwk(), "e"))
                .build()
                .toRSAPublicKey();
      };
    } catch (JOSEException e) {
      throw new InvalidKeyException(e);
    }
  }

  static PrivateKey privateKey(VerificationKey key, Obj privateJwk, CryptoProviders providers)
      throws GeneralSecurityException {
    try {
      return switch (key.algorithm()) {
        case ES256 ->
            ec(privateJwk).d(member(privateJwk, "d")).build().toECPrivateKey(providers.ecdsa());
        case EDDSA -> {
          byte[] encoded = Arrays.concatenate(ED25519_PKCS8, bytes(privateJwk, "d"));
          yield ed25519Factory().generatePrivate(new PKCS8EncodedKeySpec(encoded));
        }
        case RS256 -> throw new InvalidKeyException("nothing of ours signs with RSA");
      };
    } catch (JOSEException | IllegalStateException e) {
      throw new InvalidKeyException(e);
    }
  }

  /// The JDK's, which every provider of the algorithm understands; Corretto's has none of its own.
  private static KeyFactory ed25519Factory() throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519", CryptoProviders.jdk("SunEC"));
  }

  private static ECKey.Builder ec(Obj jwk) {
    return new ECKey.Builder(Curve.P_256, member(jwk, "x"), member(jwk, "y"));
  }

  private static byte[] bytes(Obj jwk, String name) {
    return Objects.requireNonNull(Base64Url.decode(member(jwk, name).toString()), name);
  }

  private static Base64URL member(Obj jwk, String name) {
    return new Base64URL(Objects.requireNonNull(jwk.string(name), name));
  }
}
