package io.legate.crypto;

import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.Json.Num;
import io.legate.json.Json.Obj;
import java.nio.charset.StandardCharsets;

/// What a token's maker signs: its header and claims, each in canonical form (RFC 8785).
///
/// It follows from the key, the class and the claims alone, so that a retry makes the same bytes
/// and the same [#hash], though an ECDSA signature over them differs each time.
public final class SigningInput {

  private final String text;
  private final VerificationKey key;

  private SigningInput(VerificationKey key, Obj header, Obj claims) {
    requireExact(claims);
    this.key = key;
    this.text = Base64Url.encode(Jcs.bytes(header)) + "." + Base64Url.encode(Jcs.bytes(claims));
  }

  /// Returns the input for a token that `key` signs, named in the header by its thumbprint.
  ///
  /// @throws IllegalArgumentException if a number in `claims` would change in canonical form
  public static SigningInput of(VerificationKey key, Typ typ, Obj claims) {
    return new SigningInput(
        key, header(key, typ).with("kid", key.thumbprint().value()).build(), claims);
  }

  /// Returns the input for a proof, which carries its key in the header (RFC 9449 section 4.2).
  ///
  /// @throws IllegalArgumentException if a number in `claims` would change in canonical form
  public static SigningInput withJwk(VerificationKey key, Typ typ, Obj claims) {
    return new SigningInput(key, header(key, typ).with("jwk", key.jwk()).build(), claims);
  }

  private static Json.Builder header(VerificationKey key, Typ typ) {
    return Obj.with("alg", key.algorithm().header()).with("typ", typ.header());
  }

  /// Returns the compact token.
  ///
  /// @throws IllegalArgumentException if `signer` has another key than the header names
  public String signedBy(Signer signer) {
    if (!signer.publicKey().equals(key)) {
      throw new IllegalArgumentException("the header names another key");
    }
    return text + "." + Base64Url.encode(signer.sign(bytes()));
  }

  /// How many characters it has.
  public int characters() {
    return text.length();
  }

  /// The bytes to sign.
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// SHA-256 of the bytes in base64url, which is the token's [CompactJws#signingInputHash].
  public String hash() {
    return hash(text);
  }

  static String hash(String text) {
    return Sha256.base64Url(text);
  }

  /// What is signed must be what was meant: canonical form writes numbers as doubles.
  private static void requireExact(Json value) {
    switch (value) {
      case Num number -> {
        if (!Jcs.isExact(number)) {
          throw new IllegalArgumentException("number `" + number.text() + "` is not exact");
        }
      }
      case Arr(var items) -> items.forEach(SigningInput::requireExact);
      case Obj(var members) -> members.values().forEach(SigningInput::requireExact);
      case Json.Str _, Json.Bool _, Json.Null _ -> {}
    }
  }
}
