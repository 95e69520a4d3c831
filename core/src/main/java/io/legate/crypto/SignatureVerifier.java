package io.legate.crypto;

/// Checks signatures. Safe for use from many threads; never blocks on anything but the processor.
public interface SignatureVerifier {

  /// Returns whether `signature` is `key`'s signature of `signingInput`, in JWS form (for ECDSA the
  /// 64 bytes of RFC 7518 section 3.4). Never throws for a bad signature, whatever its length.
  boolean verify(VerificationKey key, byte[] signingInput, byte[] signature);
}
