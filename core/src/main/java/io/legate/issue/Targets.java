package io.legate.issue;

import io.legate.boundary.Boundary;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.identity.Clients;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.task.Instance;
import org.jspecify.annotations.Nullable;

/// Where a token instance may be used: the one `aud` it gets.
public final class Targets {

  private final String issuer;
  private final Clients clients;

  public Targets(String issuer, Clients clients) {
    this.issuer = issuer;
    this.clients = clients;
  }

  /// An audience and what it is.
  public record Target(String audience, Instance.Target kind) {}

  /// Returns the target that `audience` names: the issuer, also where it is null, a resource server
  /// that the boundary names, or an agent.
  ///
  /// @throws RefusedException with [Code#INVALID_TARGET]; an unknown target and one that the
  ///   boundary does not reach look the same
  public Target of(@Nullable String audience, Boundary boundary) throws RefusedException {
    if (audience == null || audience.equals(issuer)) {
      return new Target(issuer, Instance.Target.ISSUER);
    }
    if (clients.byAudience(audience) != null
        && !boundary.forAudience(audience).permissions().isEmpty()) {
      return new Target(audience, Instance.Target.RESOURCE_SERVER);
    }
    Client agent = ClientId.isWellFormed(audience) ? clients.find(new ClientId(audience)) : null;
    if (agent != null && agent.kind() == ClientKind.AGENT) {
      return new Target(audience, Instance.Target.AGENT);
    }
    throw new RefusedException(
        Code.INVALID_TARGET, "the target is unknown, or not within the boundary");
  }
}
