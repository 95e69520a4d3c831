package io.legate.client.approver;

import io.legate.client.broker.BrokerAddress;
import io.legate.crypto.Signer;
import io.legate.identity.ClientId;

/// Who an approver is.
///
/// @param clientId as registered with the broker, of kind `approver`
/// @param broker where the broker is
/// @param key a registered key: it authenticates the approver and signs its answers
public record ApproverConfig(ClientId clientId, BrokerAddress broker, Signer key) {

  /// Returns the configuration of an approver.
  public static ApproverConfig of(String clientId, BrokerAddress broker, Signer key) {
    return new ApproverConfig(new ClientId(clientId), broker, key);
  }
}
