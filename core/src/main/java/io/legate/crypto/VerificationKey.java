package io.legate.crypto;

import io.legate.json.Json;

/// A public key and the one algorithm it may be used with.
///
/// Made by the `jose` adapter from a JWK it has checked: on its curve, of an accepted kind, without
/// private or symmetric members.
///
/// @param algorithm the only algorithm its signatures are checked with
/// @param jwk the public members that the thumbprint covers, and nothing else
/// @param thumbprint the RFC 7638 thumbprint of `jwk`
public record VerificationKey(SignatureAlgorithm algorithm, Json.Obj jwk, Thumbprint thumbprint) {}
