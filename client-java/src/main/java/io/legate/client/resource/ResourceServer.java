package io.legate.client.resource;

import io.legate.client.broker.BrokerException;
import io.legate.json.Json.Obj;

/// A resource server's side of the broker. Safe for use from many threads; blocks its callers.
public final class ResourceServer implements AutoCloseable {

  private final ResourceServerConfig config;

  private ResourceServer(ResourceServerConfig config) {
    this.config = config;
  }

  /// Connects, and fetches the broker's keys.
  ///
  /// @throws BrokerException if they cannot be fetched
  public static ResourceServer connect(ResourceServerConfig config) throws BrokerException {
    return new ResourceServer(config);
  }

  /// Who this is.
  public ResourceServerConfig config() {
    return config;
  }

  /// Verifies a call offline: token, chain, proof.
  ///
  /// A proof seen before by this process is refused; that is an early refusal only. The broker's
  /// record is the one that counts, across processes and restarts.
  ///
  /// @throws RefusedCallException if anything about it does not hold
  public VerifiedCall verify(AgentRequest request) throws RefusedCallException {
    return Unlanded.body();
  }

  /// Asks whether this call may do this action now.
  ///
  /// @param arguments all of them
  /// @throws RefusedCallException if the broker does not accept the call's token or proof
  /// @throws BrokerException if the broker cannot be asked; then the action must not happen
  public Answer authorize(VerifiedCall call, String action, String resource, Obj arguments)
      throws RefusedCallException, BrokerException {
    return Unlanded.body();
  }

  /// Closes the connections.
  @Override
  public void close() {
    Unlanded.<Void>body();
  }
}
