package io.legate.jose;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.legate.crypto.SignatureVerifier;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;

/// Checks signatures with the providers it is given. Keeps the keys it has met ready for them,
/// which for a native provider saves decoding a point each time.
public final class JoseSignatures implements SignatureVerifier {

  /// The order of P-256 (SEC 2 section 2.4.2).
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private final CryptoProviders providers;
  private final Cache<Thumbprint, ReadyKey> ready;

  /// @param keysMax how many keys to keep ready
  public JoseSignatures(CryptoProviders providers, int keysMax) {
    this.providers = providers;
    this.ready = Caffeine.newBuilder().maximumSize(keysMax).executor(Runnable::run).build();
  }

  private record ReadyKey(VerificationKey key, PublicKey material) {}

  @Override
  public boolean verify(VerificationKey key, byte[] signingInput, byte[] signature) {
    return switch (key.algorithm()) {
      case ES256 ->
          isEcdsaInRange(signature)
              && check(
                  "SHA256withECDSAinP1363Format", providers.ecdsa(), key, signingInput, signature);
      case EDDSA ->
          signature.length == 64
              && check("Ed25519", providers.ed25519(), key, signingInput, signature);
      case RS256 -> check("SHA256withRSA", providers.rsa(), key, signingInput, signature);
    };
  }

  private boolean check(
      String name, Provider provider, VerificationKey key, byte[] input, byte[] signature) {
    try {
      var verifier = Signature.getInstance(name, provider);
      verifier.initVerify(material(key));
      verifier.update(input);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was checked is not usable", e);
    }
  }

  private PublicKey material(VerificationKey key) throws GeneralSecurityException {
    var known = ready.getIfPresent(key.thumbprint());
    if (known != null && known.key.equals(key)) {
      return known.material;
    }
    var material = KeyMaterial.publicKey(key, providers);
    ready.put(key.thumbprint(), new ReadyKey(key, material));
    return material;
  }

  /// Both halves from 1 to the order less one (FIPS 186-5 section 6.4.2). Asked here and not only
  /// of the provider, because one release of the JDK forgot to (CVE-2022-21449).
  private static boolean isEcdsaInRange(byte[] signature) {
    return signature.length == 64 && isInRange(signature, 0) && isInRange(signature, 32);
  }

  private static boolean isInRange(byte[] signature, int from) {
    var half = new BigInteger(1, Arrays.copyOfRange(signature, from, from + 32));
    return half.signum() > 0 && half.compareTo(P256_ORDER) < 0;
  }
}
