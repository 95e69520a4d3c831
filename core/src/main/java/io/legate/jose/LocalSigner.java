package io.legate.jose;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import io.legate.crypto.Base64Url;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.Signer;
import io.legate.crypto.UnusableKeyException;
import io.legate.crypto.UnusableKeyException.Reason;
import io.legate.crypto.VerificationKey;
import io.legate.json.Json;
import io.legate.json.Json.Obj;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;

/// Signs with a private key held in memory.
public final class LocalSigner implements Signer {

  private final VerificationKey publicKey;
  private final PrivateKey privateKey;
  private final Obj privateJwk;
  private final CryptoProviders providers;

  private LocalSigner(
      VerificationKey publicKey, PrivateKey privateKey, Obj privateJwk, CryptoProviders providers) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
    this.privateJwk = privateJwk;
    this.providers = providers;
  }

  /// Returns a signer with a new key.
  ///
  /// @throws IllegalArgumentException for RS256: nothing of ours signs with RSA
  public static LocalSigner generate(SignatureAlgorithm algorithm, CryptoProviders providers) {
    try {
      return ofPrivateJwk(
          switch (algorithm) {
            case ES256 -> newP256();
            case EDDSA -> newEd25519();
            case RS256 -> throw new IllegalArgumentException("nothing of ours signs with RSA");
          },
          providers);
    } catch (GeneralSecurityException | UnusableKeyException e) {
      throw new IllegalStateException("a new key is not usable", e);
    }
  }

  /// Returns a signer with the key of a private JWK (RFC 7518 section 6.2, RFC 8037).
  ///
  /// @throws UnusableKeyException if its public half is not acceptable, or is not the private
  ///   half's
  public static LocalSigner ofPrivateJwk(Obj privateJwk, CryptoProviders providers)
      throws UnusableKeyException {
    if (!Base64Url.isCanonical(String.valueOf(privateJwk.string("d")), 32)) {
      throw new UnusableKeyException(Reason.MALFORMED);
    }
    var members = new LinkedHashMap<String, Json>(privateJwk.members());
    members.remove("d");
    members.remove("key_ops");
    var publicKey = new JoseKeys(1).parse(new Obj(members));
    try {
      var privateKey = KeyMaterial.privateKey(publicKey, privateJwk, providers);
      var signer = new LocalSigner(publicKey, privateKey, privateJwk, providers);
      signer.requirePair();
      return signer;
    } catch (GeneralSecurityException e) {
      throw new UnusableKeyException(Reason.MALFORMED);
    }
  }

  @Override
  public VerificationKey publicKey() {
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] signingInput) {
    try {
      var signature =
          switch (publicKey.algorithm()) {
            case ES256 -> Signature.getInstance("SHA256withECDSAinP1363Format", providers.ecdsa());
            case EDDSA -> Signature.getInstance("Ed25519", providers.ed25519());
            case RS256 -> throw new IllegalStateException("nothing of ours signs with RSA");
          };
      signature.initSign(privateKey);
      signature.update(signingInput);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was checked does not sign", e);
    }
  }

  /// The private key. For [KeyFile] alone.
  Obj privateJwk() {
    return privateJwk;
  }

  private void requirePair() throws UnusableKeyException {
    byte[] probe = "pair".getBytes(StandardCharsets.US_ASCII);
    if (!new JoseSignatures(providers, 1).verify(publicKey, probe, sign(probe))) {
      throw new UnusableKeyException(Reason.MALFORMED);
    }
  }

  private static Obj newP256() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC", CryptoProviders.jdk("SunEC"));
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    var jwk =
        new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
            .privateKey(pair.getPrivate())
            .build();
    return Obj.with("kty", "EC")
        .with("crv", "P-256")
        .with("x", jwk.getX().toString())
        .with("y", jwk.getY().toString())
        .with("d", jwk.getD().toString())
        .build();
  }

  private static Obj newEd25519() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("Ed25519", CryptoProviders.jdk("SunEC"));
    KeyPair pair = generator.generateKeyPair();
    return Obj.with("kty", "OKP")
        .with("crv", "Ed25519")
        .with("x", last32(pair.getPublic().getEncoded()))
        .with("d", last32(pair.getPrivate().getEncoded()))
        .build();
  }

  /// In both encodings the 32 bytes stand last (RFC 8410).
  private static String last32(byte[] encoded) {
    return Base64Url.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
  }

  @Override
  public String toString() {
    return "signer " + publicKey.thumbprint();
  }
}
