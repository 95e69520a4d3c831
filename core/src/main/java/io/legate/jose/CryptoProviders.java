package io.legate.jose;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.security.Security;
import java.util.Objects;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/// Which cryptographic provider serves which algorithm. The only place that says so.
///
/// @param ecdsa ES256: the fastest matters, it is the cost of every proof
/// @param ed25519 EdDSA
/// @param rsa RS256, for identity providers' tokens
public record CryptoProviders(Provider ecdsa, Provider ed25519, Provider rsa) {

  /// Returns the fastest providers that work here, and puts Corretto's first for TLS too.
  ///
  /// It is a native library: where it cannot be loaded or fails its own tests, the fallback serves.
  public static CryptoProviders install() {
    if (!isCorrettoHealthy()) {
      return fallback();
    }
    AmazonCorrettoCryptoProvider.install();
    return corretto();
  }

  /// Returns Bouncy Castle for elliptic curves, where it is several times as fast as the JDK, and
  /// the JDK for RSA.
  public static CryptoProviders fallback() {
    var bouncyCastle = new BouncyCastleProvider();
    return new CryptoProviders(bouncyCastle, bouncyCastle, jdk("SunRsaSign"));
  }

  /// Returns Corretto's provider for everything.
  ///
  /// @throws IllegalStateException if it does not work here
  public static CryptoProviders corretto() {
    if (!isCorrettoHealthy()) {
      throw new IllegalStateException("the corretto provider does not work here");
    }
    var corretto = AmazonCorrettoCryptoProvider.INSTANCE;
    return new CryptoProviders(corretto, corretto, corretto);
  }

  /// Returns whether Corretto's provider is loaded and passes its own tests.
  public static boolean isCorrettoHealthy() {
    try {
      AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
      return true;
    } catch (RuntimeException | LinkageError e) {
      return false;
    }
  }

  /// Returns one line for the log, such as `ES256 Amazon..., EdDSA ..., RS256 ...`.
  public String describe() {
    return "ES256 %s, EdDSA %s, RS256 %s"
        .formatted(ecdsa.getName(), ed25519.getName(), rsa.getName());
  }

  static Provider jdk(String name) {
    return Objects.requireNonNull(Security.getProvider(name), name);
  }
}
