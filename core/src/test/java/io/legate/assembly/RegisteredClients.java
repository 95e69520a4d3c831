package io.legate.assembly;

import io.legate.crypto.Thumbprint;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.identity.Clients;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The clients that a site has registered, looked through one by one.
record RegisteredClients(Map<ClientId, Client> byId) implements Clients {

  @Override
  public @Nullable Client find(ClientId id) {
    return byId.get(id);
  }

  @Override
  public @Nullable Client byKey(Thumbprint key) {
    return byId.values().stream()
        .filter(client -> client.key(key) != null)
        .findFirst()
        .orElse(null);
  }

  @Override
  public @Nullable Client byAudience(String audience) {
    return byId.values().stream()
        .filter(client -> audience.equals(client.audience()))
        .findFirst()
        .orElse(null);
  }

  @Override
  public List<Client> ofKind(ClientKind kind) {
    return byId.values().stream().filter(client -> client.kind() == kind).toList();
  }
}
