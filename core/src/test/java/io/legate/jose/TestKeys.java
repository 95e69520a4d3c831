package io.legate.jose;

import io.legate.crypto.Base64Url;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.SignatureVerifier;
import io.legate.crypto.Signer;
import io.legate.json.Jcs;
import io.legate.json.Json.Obj;
import java.nio.charset.StandardCharsets;

/// Keys and tokens for tests.
public final class TestKeys {

  /// What tests verify and sign with, unless they try each set of providers.
  public static final CryptoProviders PROVIDERS = CryptoProviders.fallback();

  /// Reads keys.
  public static final JoseKeys KEYS = new JoseKeys(1000);

  /// Checks signatures.
  public static final SignatureVerifier SIGNATURES = new JoseSignatures(PROVIDERS, 1000);

  private TestKeys() {}

  /// Returns a signer with a new P-256 key.
  public static LocalSigner es256() {
    return LocalSigner.generate(SignatureAlgorithm.ES256, PROVIDERS);
  }

  /// Returns a signer with a new Ed25519 key.
  public static LocalSigner eddsa() {
    return LocalSigner.generate(SignatureAlgorithm.EDDSA, PROVIDERS);
  }

  /// Returns a token with exactly this header and payload, whatever they are, signed.
  public static String token(String header, String payload, Signer signer) {
    String input = encode(header) + "." + encode(payload);
    return input + "." + Base64Url.encode(signer.sign(input.getBytes(StandardCharsets.US_ASCII)));
  }

  /// Returns a token with exactly this header and payload, signed.
  public static String token(Obj header, Obj payload, Signer signer) {
    return token(Jcs.text(header), Jcs.text(payload), signer);
  }

  /// Returns base64url of the text's UTF-8 bytes.
  public static String encode(String text) {
    return Base64Url.encode(text.getBytes(StandardCharsets.UTF_8));
  }
}
