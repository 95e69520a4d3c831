package io.legate.jose;

import io.legate.crypto.Base64Url;
import io.legate.crypto.SignatureAlgorithm;
import io.legate.crypto.SignatureVerifier;
import io.legate.crypto.Signer;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Bool;
import io.legate.json.Json.Null;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import io.legate.json.Json.Str;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

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

  /// Returns a token with exactly this header and payload, signed; numbers as they are written.
  public static String token(Obj header, Obj payload, Signer signer) {
    return token(text(header), text(payload), signer);
  }

  private static String text(Json value) {
    return switch (value) {
      case Num(var number) -> number;
      case Str _, Bool _, Null _ -> Jcs.text(value);
      case Arr(var items) ->
          items.stream().map(TestKeys::text).collect(Collectors.joining(",", "[", "]"));
      case Obj(var members) ->
          members.entrySet().stream()
              .map(member -> Jcs.text(new Str(member.getKey())) + ":" + text(member.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
    };
  }

  /// Returns base64url of the text's UTF-8 bytes.
  public static String encode(String text) {
    return Base64Url.encode(text.getBytes(StandardCharsets.UTF_8));
  }
}
