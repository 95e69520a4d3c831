package io.legate.client.agent;

import io.legate.client.broker.BrokerAddress;
import io.legate.crypto.Signer;
import io.legate.identity.ClientId;

/// Who an agent is.
///
/// @param clientId as registered with the broker
/// @param broker where the broker is
/// @param assertionKey a registered key, with which the agent authenticates
/// @param holderKey the key its tokens are bound to and its statements are signed with; may be the
///   same. A key belongs to one client for good
public record AgentConfig(
    ClientId clientId, BrokerAddress broker, Signer assertionKey, Signer holderKey) {

  /// Returns the configuration of an agent with one key for everything.
  public static AgentConfig of(String clientId, BrokerAddress broker, Signer key) {
    return new AgentConfig(new ClientId(clientId), broker, key, key);
  }
}
