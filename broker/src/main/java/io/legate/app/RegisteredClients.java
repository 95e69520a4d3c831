package io.legate.app;

import io.legate.crypto.Thumbprint;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.identity.Clients;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The clients of the configuration, which does not change while the broker runs.
final class RegisteredClients implements Clients {

  private final List<Client> all;
  private final Map<ClientId, Client> byId = new HashMap<>();
  private final Map<Thumbprint, Client> byKey = new HashMap<>();
  private final Map<String, Client> byAudience = new HashMap<>();

  RegisteredClients(List<Client> clients) {
    all = clients.stream().sorted(Comparator.comparing(Client::id)).toList();
    for (var client : all) {
      byId.put(client.id(), client);
      for (var key : client.keys()) {
        byKey.put(key.thumbprint(), client);
      }
      if (client.audience() != null) {
        byAudience.put(client.audience(), client);
      }
    }
  }

  /// Returns every client, ordered by id.
  List<Client> all() {
    return all;
  }

  @Override
  public @Nullable Client find(ClientId id) {
    return byId.get(id);
  }

  @Override
  public @Nullable Client byKey(Thumbprint key) {
    return byKey.get(key);
  }

  @Override
  public @Nullable Client byAudience(String audience) {
    return byAudience.get(audience);
  }

  @Override
  public List<Client> ofKind(ClientKind kind) {
    return all.stream().filter(client -> client.kind() == kind).toList();
  }
}
