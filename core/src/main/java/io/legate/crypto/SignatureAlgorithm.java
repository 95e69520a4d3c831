package io.legate.crypto;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The signature algorithms Legate accepts. A key is recorded with exactly one of them, and a token
/// is checked with the algorithm of its key, never with the one it names (RFC 8725 section 3.1).
public enum SignatureAlgorithm {
  /// ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4).
  ES256("ES256"),
  /// Ed25519 (RFC 8037).
  EDDSA("EdDSA"),
  /// RSASSA-PKCS1-v1_5 with SHA-256, keys of 2048 bits and more. For identity providers' subject
  /// tokens only; no client, holder or node of ours may use it.
  RS256("RS256");

  private final String header;

  SignatureAlgorithm(String header) {
    this.header = header;
  }

  /// The value of `alg` (RFC 7518, RFC 8037); compared case-sensitively.
  public String header() {
    return header;
  }

  /// Returns the algorithm named `header`, or null where Legate does not accept it. `Ed25519` is
  /// the fully-specified name (RFC 9864) of what `EdDSA` means here; we read both.
  public static @Nullable SignatureAlgorithm ofHeader(String header) {
    if (header.equals("Ed25519")) {
      return EDDSA;
    }
    for (var algorithm : values()) {
      if (algorithm.header.equals(header)) {
        return algorithm;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return header.toUpperCase(Locale.ROOT);
  }
}
