package io.legate.crypto;

/// Signs with one private key, which it never shows. Safe for use from many threads.
public interface Signer {

  /// The public half. Its thumbprint is the `kid` of what this signs.
  VerificationKey publicKey();

  /// Returns the JWS signature of `signingInput`.
  byte[] sign(byte[] signingInput);
}
