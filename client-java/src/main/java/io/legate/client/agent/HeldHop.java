package io.legate.client.agent;

import io.legate.client.broker.AgentAction;
import io.legate.client.broker.BrokerException;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.v1.Removal;
import io.legate.v1.Task;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A hop that this agent holds: its authority within one task, from which it acts and delegates.
///
/// Its token instances are short-lived and renewed in time, for as long as the hop lasts and
/// neither the hop nor the agent is closed. Safe for use from many threads; blocks its callers.
public final class HeldHop implements AutoCloseable {

  HeldHop() {}

  /// The task.
  public TaskId taskId() {
    return Unlanded.body();
  }

  /// The hop, the same over all its instances.
  public HopId hopId() {
    return Unlanded.body();
  }

  /// How many delegations lie between the opener and this hop.
  public int depth() {
    return Unlanded.body();
  }

  /// The most this hop may do, as the broker holds it.
  public Arr boundary() {
    return Unlanded.body();
  }

  /// When the hop ends. No renewal moves it.
  public Instant expiresAt() {
    return Unlanded.body();
  }

  /// Whom the task is for.
  public String subject() {
    return Unlanded.body();
  }

  /// What the task is for.
  public String purpose() {
    return Unlanded.body();
  }

  /// The chain, current actor first, opener last.
  public List<String> actors() {
    return Unlanded.body();
  }

  /// Returns an unexpired instance for one audience, renewed where the one at hand is about to end.
  ///
  /// @throws BrokerException if the broker issues none
  public TokenInstance instanceFor(String audience) throws BrokerException {
    return Unlanded.body();
  }

  /// Signs a statement: consent to one hop below this one. Needs no round trip; the statement
  /// travels to the delegate with the work, and is no secret: nobody else can redeem it.
  ///
  /// It does NOT check that the delegation is within this hop's boundary; the broker does.
  ///
  /// @throws BrokerException only where no unexpired instance is at hand and none can be had
  public String delegate(Delegation delegation) throws BrokerException {
    return Unlanded.body();
  }

  /// Returns an instance whose only audience is another agent, good for one exchange by it. Off
  /// until policy names the pair.
  ///
  /// @throws BrokerException if policy does not name the pair
  public String addressedTo(ClientId delegate) throws BrokerException {
    return Unlanded.body();
  }

  /// Makes a hop for another agent by exchanging on its behalf, and returns the token to hand over.
  /// Off until policy names the pair.
  ///
  /// @param apiToken the delegate's own ([Agent#apiToken]), whose key the hop is bound to
  /// @param boundary what it may do
  /// @throws BrokerException if policy does not name the pair, or the boundary is not within this
  ///   hop's
  public String push(String apiToken, Arr boundary) throws BrokerException {
    return Unlanded.body();
  }

  /// Returns what one call to a resource server has to carry.
  ///
  /// @param audience the resource server's
  /// @param method of HTTP; `POST` for gRPC
  /// @param uri what is called; for gRPC the authority and `/package.Service/Method`
  /// @throws BrokerException if no token for the audience can be had
  public AuthorizedHeaders authorizedHeaders(
      String audience, String method, URI uri, AgentAction action) throws BrokerException {
    return Unlanded.body();
  }

  /// Calls a resource server, and once more where it asks for a nonce.
  ///
  /// @param method of HTTP
  /// @param path below the server's base URI, with its query
  /// @param body sent as JSON; null for none
  /// @throws BrokerException if no token can be had
  /// @throws java.io.UncheckedIOException if the server cannot be reached or its answer not read;
  ///   the action may have been done
  public AgentReply call(
      ResourceServerAddress server,
      String method,
      String path,
      AgentAction action,
      @Nullable Json body)
      throws BrokerException {
    return Unlanded.body();
  }

  /// Returns the task as this holder may see it.
  ///
  /// @throws BrokerException if it may not
  public Task task() throws BrokerException {
    return Unlanded.body();
  }

  /// Ends the task as done. From the answer on nothing in its tree acts.
  ///
  /// @throws BrokerException if this agent did not open it
  public void complete(String reason) throws BrokerException {
    Unlanded.<Void>body();
  }

  /// Halts the whole task, or one hop and what is below it.
  ///
  /// @param hop null for the whole task
  /// @throws BrokerException if this agent has no say over it
  public void suspend(@Nullable HopId hop, String reason) throws BrokerException {
    Unlanded.<Void>body();
  }

  /// Lifts a suspension of this agent's own.
  ///
  /// @param hop null for the whole task
  /// @throws BrokerException if somebody else suspended it
  public void resume(@Nullable HopId hop, String reason) throws BrokerException {
    Unlanded.<Void>body();
  }

  /// Ends the whole task, or one hop and everything below it, for good.
  ///
  /// @param hop null for the whole task
  /// @return how many live hops ended
  /// @throws BrokerException if this agent has no say over it
  public int revoke(@Nullable HopId hop, String reason) throws BrokerException {
    return Unlanded.body();
  }

  /// Takes permissions out of the live task, or out of one hop and what is below it.
  ///
  /// @param hop null for the whole task
  /// @throws BrokerException if this agent has no say over it
  public void contain(@Nullable HopId hop, List<Removal> removals, String reason)
      throws BrokerException {
    Unlanded.<Void>body();
  }

  /// Stops renewing its instances. The hop lives on at the broker until its end.
  @Override
  public void close() {
    Unlanded.<Void>body();
  }
}
