package io.legate.task;

import io.legate.boundary.Boundary;
import io.legate.identity.HopId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One token of a hop, as the ledger knows it: enough to make its claims again, nothing that could
/// be presented.
///
/// @param hash SHA-256 of its signing input, base64url
/// @param audience its only `aud`
/// @param target what the audience is, and so what the instance is good for
/// @param kid of the node key it was signed with
/// @param narrowed a boundary narrower than the hop's, null where it is the hop's own
/// @param parents for each permission of `narrowed`, the index of the hop's permission
/// @param spent whether an addressed instance was exchanged
public record Instance(
    String jti,
    HopId hop,
    String hash,
    String audience,
    Target target,
    Instant issuedAt,
    Instant expiresAt,
    String kid,
    String scope,
    String policyHash,
    @Nullable Boundary narrowed,
    List<Integer> parents,
    boolean spent) {

  public Instance {
    parents = List.copyOf(parents);
  }

  /// What an instance is good for.
  public enum Target {
    /// `aud` is the issuer: delegation and exchange.
    ISSUER,
    /// `aud` is a resource server's: acting there.
    RESOURCE_SERVER,
    /// `aud` is an agent's client id: one exchange by that agent.
    AGENT
  }

  /// Returns the instance with the hash of its signing input, once that is made.
  public Instance withHash(String hash) {
    return with(hash, spent);
  }

  Instance withSpent() {
    return with(hash, true);
  }

  private Instance with(String hash, boolean spent) {
    return new Instance(
        jti,
        hop,
        hash,
        audience,
        target,
        issuedAt,
        expiresAt,
        kid,
        scope,
        policyHash,
        narrowed,
        parents,
        spent);
  }
}
