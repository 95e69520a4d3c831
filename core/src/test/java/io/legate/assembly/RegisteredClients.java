package io.legate.assembly;

import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.identity.Clients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The clients that a site has registered, looked through one by one.
public record RegisteredClients(Map<ClientId, Client> byId) implements Clients {

  /// Registers a client with one key.
  void add(
      String id,
      ClientKind kind,
      VerificationKey key,
      @Nullable String audience,
      Set<String> scopes,
      Set<String> roles) {
    var client =
        new Client(
            new ClientId(id),
            kind,
            kind == ClientKind.AGENT ? "ai_agent" : null,
            roles,
            scopes,
            List.of(key),
            audience,
            audience == null ? List.of() : List.of(audience + "/"));
    byId.put(client.id(), client);
  }

  /// Registers another key of a client's, of which the ledger does not know yet.
  public void addKey(String id, VerificationKey key) {
    byId.computeIfPresent(
        new ClientId(id),
        (_, client) -> {
          var keys = new ArrayList<>(client.keys());
          keys.add(key);
          return new Client(
              client.id(),
              client.kind(),
              client.profile(),
              client.roles(),
              client.scopes(),
              keys,
              client.audience(),
              client.baseUris());
        });
  }

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
