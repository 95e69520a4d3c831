package io.legate.client.agent;

import io.legate.client.broker.BrokerException;
import io.legate.crypto.Thumbprint;
import io.legate.identity.ClientId;

/// An agent, connected to its broker. Safe for use from many threads; blocks its callers.
public final class Agent implements AutoCloseable {

  private final AgentConfig config;

  private Agent(AgentConfig config) {
    this.config = config;
  }

  /// Connects lazily: the first call opens the connection.
  public static Agent connect(AgentConfig config) {
    return new Agent(config);
  }

  /// Opens a task and returns its root hop.
  ///
  /// @throws BrokerException if policy refuses it or the broker cannot be asked
  public HeldHop openTask(TaskRequest request) throws BrokerException {
    return Unlanded.body();
  }

  /// Redeems a statement that names this agent, and returns the hop it made. Redeeming it again
  /// before it expires returns the same hop.
  ///
  /// @throws BrokerException if the statement is not for this agent, not valid, or not within what
  ///   its signer may pass on
  public HeldHop redeem(String statement) throws BrokerException {
    return Unlanded.body();
  }

  /// Redeems a token addressed to this agent ([HeldHop#addressedTo]), which is good for one
  /// exchange.
  ///
  /// @throws BrokerException if policy does not let its holder delegate this way, or it was used
  public HeldHop redeemAddressed(String token) throws BrokerException {
    return Unlanded.body();
  }

  /// Takes over a hop that was pushed to this agent ([HeldHop#push]), by renewing it with a proof
  /// of its own; before that it counts for nothing.
  ///
  /// @throws BrokerException if the hop is not bound to this agent's key
  public HeldHop acceptPushed(String token) throws BrokerException {
    return Unlanded.body();
  }

  /// Returns this agent's current API token, for a delegator that is to push a hop to it. It
  /// authenticates nobody without this agent's key.
  ///
  /// @throws BrokerException if the broker does not issue one
  public String apiToken() throws BrokerException {
    return Unlanded.body();
  }

  /// This agent.
  public ClientId clientId() {
    return config.clientId();
  }

  /// The key its tokens are bound to, for delegators to name.
  public Thumbprint holderKey() {
    return config.holderKey().publicKey().thumbprint();
  }

  /// Stops renewing and closes the connections. Hops and tasks live on at the broker.
  @Override
  public void close() {
    Unlanded.<Void>body();
  }
}
