package io.legate.identity;

import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A registered client.
///
/// @param profile `sub_profile` of its `act` object, such as `ai_agent`; null for clients that
///   never act
/// @param roles for policy
/// @param scopes what its API token may be used for: `task`, `task.open`, `authorize`,
///   `introspect`, `approve`, `audit`, `admin`
/// @param keys the keys it may sign client assertions and proofs with; at least one
/// @param audience of a resource server: the only `aud` it may present tokens for
/// @param baseUris of a resource server: where a proof's `htu` may lie
public record Client(
    ClientId id,
    ClientKind kind,
    @Nullable String profile,
    Set<String> roles,
    Set<String> scopes,
    List<VerificationKey> keys,
    @Nullable String audience,
    List<String> baseUris) {

  public Client {
    roles = Set.copyOf(roles);
    scopes = Set.copyOf(scopes);
    keys = List.copyOf(keys);
    baseUris = List.copyOf(baseUris);
    if ((kind == ClientKind.RESOURCE_SERVER) != (audience != null)) {
      throw new IllegalArgumentException(
          "an audience belongs to a resource server, and it needs one");
    }
  }

  /// `sub_profile` of its `act` object: as registered, else `ai_agent`, which is what agents are
  /// here.
  public String actProfile() {
    return profile == null ? "ai_agent" : profile;
  }

  /// Returns the registered key with this thumbprint, or null where there is none.
  public @Nullable VerificationKey key(Thumbprint thumbprint) {
    for (var key : keys) {
      if (key.thumbprint().equals(thumbprint)) {
        return key;
      }
    }
    return null;
  }
}
