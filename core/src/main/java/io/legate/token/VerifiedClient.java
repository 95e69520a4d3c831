package io.legate.token;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Sha256;
import io.legate.crypto.VerificationKey;
import io.legate.identity.Client;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// A registered client that signed an assertion for this issuer with one of its keys. Only
/// [ClientAssertionVerifier] makes one.
///
/// The assertion may have been used before, and the client or its key may have been revoked: both
/// are for the caller to check.
public final class VerifiedClient {

  private final Client client;
  private final VerificationKey key;
  private final String jti;
  private final Instant expiresAt;

  VerifiedClient(Client client, VerificationKey key, String jti, Instant expiresAt) {
    this.client = client;
    this.key = key;
    this.jti = jti;
    this.expiresAt = expiresAt;
  }

  /// The client, as it is registered.
  public Client client() {
    return client;
  }

  /// The key it signed with.
  public VerificationKey key() {
    return key;
  }

  /// When the assertion can no longer be used, and need no longer be remembered.
  public Instant expiresAt() {
    return expiresAt;
  }

  /// SHA-256 of the client id and `jti`, in base64url: of two assertions with the same one, one was
  /// used before.
  public String replayKey() {
    // A client id has no NUL, so the pair reads one way.
    String pair = client.id().value() + '\0' + jti;
    return Base64Url.encode(Sha256.digest(pair.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public String toString() {
    return client.id().toString();
  }
}
