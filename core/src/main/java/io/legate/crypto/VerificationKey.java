package io.legate.crypto;

import io.legate.json.Jcs;
import io.legate.json.Json.Obj;

/// A public key and the one algorithm it may be used with.
///
/// Made by the `jose` adapter from a JWK it has checked: on its curve, of an accepted kind, without
/// private or symmetric members.
///
/// @param algorithm the only algorithm its signatures are checked with
/// @param jwk the public members that the thumbprint covers, and nothing else
/// @param thumbprint the RFC 7638 thumbprint of `jwk`
public record VerificationKey(SignatureAlgorithm algorithm, Obj jwk, Thumbprint thumbprint) {

  /// Returns the key with its thumbprint. The canonical form of exactly the required members is the
  /// form that RFC 7638 section 3 hashes.
  public static VerificationKey of(SignatureAlgorithm algorithm, Obj jwk) {
    return new VerificationKey(algorithm, jwk, new Thumbprint(Sha256.base64Url(Jcs.text(jwk))));
  }

  /// Returns the JWK as it is published in a set: named by its thumbprint, for signatures only.
  public Obj published() {
    var out =
        Obj.with("kid", thumbprint.value()).with("alg", algorithm.header()).with("use", "sig");
    jwk.members().forEach(out::with);
    return out.build();
  }
}
