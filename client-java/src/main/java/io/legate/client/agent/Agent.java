package io.legate.client.agent;

import io.legate.client.agent.TaskRequest.Authority;
import io.legate.client.agent.TaskRequest.SubjectToken;
import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerConnection.Identity;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.ExactJson;
import io.legate.crypto.Thumbprint;
import io.legate.delegation.StatementMaker;
import io.legate.dpop.ProofMaker;
import io.legate.identity.ClientId;
import io.legate.v1.ExchangeRequest;
import io.legate.v1.ExchangeResponse;
import io.legate.v1.IssuedToken;
import io.legate.v1.OpenTaskRequest;
import io.legate.v1.OpenTaskResponse;
import io.legate.v1.TaskServiceGrpcClient;
import io.legate.v1.TokenServiceGrpcClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// An agent, connected to its broker. Safe for use from many threads; blocks its callers, which
/// must not be event loops.
public final class Agent implements AutoCloseable {

  private static final String STATEMENT = "urn:ietf:params:oauth:token-type:jwt";

  private final AgentConfig config;
  private final BrokerConnection broker;
  private final StatementMaker statements;
  private final ResourceCalls calls;
  private final Set<HeldHop> hops = ConcurrentHashMap.newKeySet();

  private Agent(AgentConfig config, InstantSource clock) {
    this.config = config;
    this.broker =
        BrokerConnection.open(
            config.broker(),
            new Identity(config.clientId(), config.assertionKey(), config.holderKey(), ""),
            clock);
    this.statements =
        new StatementMaker(
            config.holderKey(), config.clientId(), config.broker().issuer().toString());
    this.calls = new ResourceCalls(broker, new ProofMaker(config.holderKey()));
  }

  /// Returns the agent. Its first call opens the connection.
  public static Agent connect(AgentConfig config) {
    return connect(config, InstantSource.system());
  }

  /// Returns the agent, with a clock of the caller's.
  public static Agent connect(AgentConfig config, InstantSource clock) {
    return new Agent(config, clock);
  }

  /// Opens a task and returns its root hop.
  ///
  /// @throws BrokerException if policy refuses it or the broker cannot be asked
  public HeldHop openTask(TaskRequest request) throws BrokerException {
    SubjectToken subject = request.subject();
    String audience = request.audience();
    var expiresAt = request.expiresAt();
    var question =
        OpenTaskRequest.newBuilder()
            .setRequestId(broker.newRequestId())
            .setPurpose(request.purpose())
            .addAllLiterals(request.literals())
            .setMaxDepth(request.maxDepth());
    switch (request.authority()) {
      case Authority.Boundary(var boundary) ->
          question.setAuthorizationDetails(ExactJson.text(boundary));
      case Authority.Template(var name, var parameters) ->
          question.setTemplate(name).setTemplateParameters(ExactJson.text(parameters));
    }
    question.getExpiresAtBuilder().setSeconds(expiresAt.getEpochSecond());
    if (subject != null) {
      question.setSubjectToken(subject.token()).setSubjectTokenType(subject.type().urn());
    }
    if (audience != null) {
      question.setAudience(audience);
    }
    Instant askedAt = broker.now();
    OpenTaskResponse answer =
        broker.callWithAssertion(
            TaskServiceGrpcClient.OpenTask,
            assertion -> question.clone().setClientAssertion(assertion).build());
    return held(answer.getToken(), askedAt);
  }

  /// Redeems a statement that names this agent, and returns the hop it made. Redeeming it again
  /// before it expires returns the same hop.
  ///
  /// @throws BrokerException if the statement is not for this agent, not valid, or not within what
  ///   its signer may pass on
  public HeldHop redeem(String statement) throws BrokerException {
    return exchange(statement, STATEMENT);
  }

  /// Redeems a token addressed to this agent ([HeldHop#addressedTo]), which is good for one
  /// exchange.
  ///
  /// @throws BrokerException if policy does not let its holder delegate this way, or it was used
  public HeldHop redeemAddressed(String token) throws BrokerException {
    return exchange(token, HopTokens.ACCESS_TOKEN);
  }

  /// Takes over a hop that was pushed to this agent ([HeldHop#push]), by renewing it with a proof
  /// of its own; before that it counts for nothing.
  ///
  /// @throws BrokerException if the hop is not bound to this agent's key
  public HeldHop acceptPushed(String token) throws BrokerException {
    return exchange(token, HopTokens.ACCESS_TOKEN);
  }

  private HeldHop exchange(String subjectToken, String type) throws BrokerException {
    Instant askedAt = broker.now();
    ExchangeResponse answer =
        broker.callWithAssertion(
            TokenServiceGrpcClient.Exchange,
            assertion ->
                ExchangeRequest.newBuilder()
                    .setClientAssertion(assertion)
                    .setSubjectToken(subjectToken)
                    .setSubjectTokenType(type)
                    .build());
    return held(answer.getToken(), askedAt);
  }

  private HeldHop held(IssuedToken issued, Instant askedAt) throws BrokerException {
    var hop = HeldHop.of(this, issued, HopToken.of(issued, askedAt));
    hops.add(hop);
    return hop;
  }

  /// Returns this agent's current API token, for a delegator that is to push a hop to it. It
  /// authenticates nobody without this agent's key.
  ///
  /// @throws BrokerException if the broker does not issue one
  public String apiToken() throws BrokerException {
    return broker.apiToken();
  }

  /// This agent.
  public ClientId clientId() {
    return config.clientId();
  }

  /// The key its tokens are bound to, for delegators to name.
  public Thumbprint holderKey() {
    return config.holderKey().publicKey().thumbprint();
  }

  BrokerConnection broker() {
    return broker;
  }

  StatementMaker statements() {
    return statements;
  }

  ResourceCalls calls() {
    return calls;
  }

  void forget(HeldHop hop) {
    hops.remove(hop);
  }

  /// Stops renewing and closes the connections. Hops and tasks live on at the broker.
  @Override
  public void close() {
    hops.forEach(HeldHop::close);
    broker.close();
  }
}
