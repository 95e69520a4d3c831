package io.legate.crypto;

/// The SHA-256 thumbprint of a public key (RFC 7638), base64url without padding: `cnf.jkt` and
/// `kid`.
public record Thumbprint(String value) {
  public Thumbprint {
    if (!Base64Url.isCanonical(value, 32)) {
      throw new IllegalArgumentException("not a SHA-256 thumbprint");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
