package io.legate.identity;

import io.legate.crypto.Thumbprint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The clients of the configuration. Safe for use from many threads; answers from memory.
///
/// Being registered is not being in force: a client or key may have been revoked or suspended
/// since, which only the control state knows.
public interface Clients {

  /// Returns the client with this id, or null where none is registered.
  @Nullable Client find(ClientId id);

  /// Returns the client that registered this key, or null where none did. No two register the same.
  @Nullable Client byKey(Thumbprint key);

  /// Returns the resource server with this audience, or null where none is registered.
  @Nullable Client byAudience(String audience);

  /// Returns the clients of a kind, in no order.
  List<Client> ofKind(ClientKind kind);
}
