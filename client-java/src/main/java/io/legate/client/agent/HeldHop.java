package io.legate.client.agent;

import io.legate.client.broker.AgentAction;
import io.legate.client.broker.BrokerException;
import io.legate.client.broker.ExactJson;
import io.legate.client.broker.HttpsClient.Answer;
import io.legate.delegation.StatementMaker.Hop;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import io.legate.identity.TaskId;
import io.legate.json.Json;
import io.legate.json.Json.Arr;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.v1.ExchangeRequest;
import io.legate.v1.ExchangeResponse;
import io.legate.v1.IssuedToken;
import io.legate.v1.TokenServiceGrpcClient;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A hop that this agent holds: its authority within one task, from which it acts and delegates.
///
/// Its token instances are short-lived and renewed in time, for as long as the hop lasts and
/// neither the hop nor the agent is closed. Safe for use from many threads; blocks its callers.
public final class HeldHop implements AutoCloseable {

  private final Agent agent;
  private final Facts facts;
  private final HopTokens tokens;
  private final TaskControl task;

  /// What never changes about a hop.
  private record Facts(
      TaskId task,
      HopId hop,
      int depth,
      Arr boundary,
      Instant expiresAt,
      String subject,
      String purpose,
      List<String> actors) {}

  private HeldHop(Agent agent, Facts facts, HopToken first) {
    this.agent = agent;
    this.facts = facts;
    this.tokens = new HopTokens(agent.broker(), first, facts.expiresAt);
    this.task = new TaskControl(agent.broker(), facts.task);
  }

  static HeldHop of(Agent agent, IssuedToken issued, HopToken first) throws BrokerException {
    var task = TaskId.parse(issued.getTaskId());
    var hop = HopId.parse(issued.getHopId());
    if (task == null || hop == null) {
      throw HopToken.malformed(new IllegalArgumentException("its ids are not UUIDs"));
    }
    var facts =
        new Facts(
            task,
            hop,
            issued.getDepth(),
            boundary(issued.getAuthorizationDetails()),
            Instant.ofEpochSecond(issued.getHopExpiresAt().getSeconds()),
            first.subject(),
            first.purpose(),
            first.actors());
    return new HeldHop(agent, facts, first);
  }

  private static Arr boundary(String text) throws BrokerException {
    try {
      if (JsonReader.read(text) instanceof Arr boundary) {
        return boundary;
      }
      throw HopToken.malformed(new IllegalArgumentException("its boundary is not an array"));
    } catch (MalformedJsonException e) {
      throw HopToken.malformed(e);
    }
  }

  /// The task.
  public TaskId taskId() {
    return facts.task;
  }

  /// The hop, the same over all its instances.
  public HopId hopId() {
    return facts.hop;
  }

  /// How many delegations lie between the opener and this hop.
  public int depth() {
    return facts.depth;
  }

  /// The most this hop may do, as it was when the hop was received; less where it was contained
  /// since.
  public Arr boundary() {
    return facts.boundary;
  }

  /// When the hop ends. No renewal moves it.
  public Instant expiresAt() {
    return facts.expiresAt;
  }

  /// Whom the task is for.
  public String subject() {
    return facts.subject;
  }

  /// What the task is for.
  public String purpose() {
    return facts.purpose;
  }

  /// The chain, current actor first, opener last.
  public List<String> actors() {
    return facts.actors;
  }

  /// Looks at the task and steers it, as far as this agent may.
  public TaskControl task() {
    return task;
  }

  /// Returns an unexpired instance for one audience, renewed where the one at hand is about to end.
  ///
  /// @throws BrokerException if the broker issues none
  public TokenInstance instanceFor(String audience) throws BrokerException {
    HopToken token = tokens.current(audience);
    return new TokenInstance(token.text(), audience, token.expiresAt());
  }

  /// Signs a statement: consent to one hop below this one. Needs no round trip; the statement
  /// travels to the delegate with the work, and is no secret: nobody else can redeem it.
  ///
  /// It does NOT check that the delegation is within this hop's boundary; the broker does.
  ///
  /// @throws BrokerException only where no unexpired instance is at hand and none can be had
  public String delegate(Delegation delegation) throws BrokerException {
    var hop =
        new Hop(
            delegation.delegate(),
            facts.task,
            tokens.any().hash(),
            delegation.delegateKey(),
            delegation.boundary(),
            delegation.hopEndsAt(),
            delegation.maxDepth());
    return agent.statements().make(hop, delegation.redeemWithin(), agent.broker().now());
  }

  /// Returns an instance whose only audience is another agent, good for one exchange by it. Off
  /// until policy names the pair.
  ///
  /// @throws BrokerException if policy does not name the pair
  public String addressedTo(ClientId delegate) throws BrokerException {
    return tokens.fresh(delegate.value()).text();
  }

  /// Makes a hop for another agent by exchanging on its behalf, and returns the token to hand over.
  /// Off until policy names the pair.
  ///
  /// @param apiToken the delegate's own ([Agent#apiToken]), whose key the hop is bound to
  /// @param boundary what it may do
  /// @throws BrokerException if policy does not name the pair, or the boundary is not within this
  ///   hop's
  public String push(String apiToken, Arr boundary) throws BrokerException {
    String own = tokens.any().text();
    String details = ExactJson.text(boundary);
    ExchangeResponse answer =
        agent
            .broker()
            .callWithAssertion(
                TokenServiceGrpcClient.Exchange,
                assertion ->
                    ExchangeRequest.newBuilder()
                        .setClientAssertion(assertion)
                        .setSubjectToken(own)
                        .setSubjectTokenType(HopTokens.ACCESS_TOKEN)
                        .setActorToken(apiToken)
                        .setActorTokenType(HopTokens.ACCESS_TOKEN)
                        .setAuthorizationDetails(details)
                        .build());
    return answer.getToken().getAccessToken();
  }

  /// Returns what one call to a resource server has to carry.
  ///
  /// @param audience the resource server's
  /// @param method of HTTP; `POST` for gRPC
  /// @param uri what is called; for gRPC the authority and `/package.Service/Method`
  /// @throws BrokerException if no token for the audience can be had
  public AuthorizedHeaders authorizedHeaders(
      String audience, String method, URI uri, AgentAction action) throws BrokerException {
    return headers(audience, method, uri, action.hash());
  }

  private AuthorizedHeaders headers(String audience, String method, URI uri, String digest)
      throws BrokerException {
    return agent.calls().headers(tokens.current(audience).text(), method, uri, digest);
  }

  /// Calls a resource server, and once more where it asks for a nonce.
  ///
  /// @param method of HTTP
  /// @param path below the server's base URI, with its query
  /// @param body sent as JSON; null for none
  /// @throws BrokerException if no token can be had
  /// @throws IOException if the server cannot be reached or its answer not read; the action may
  ///   have been done
  public AgentReply call(
      ResourceServerAddress server,
      String method,
      String path,
      AgentAction action,
      @Nullable Json body)
      throws BrokerException, IOException {
    return send(server, method, path, action.hash(), body);
  }

  /// Calls a resource server for several actions at once, under one proof; each is decided by
  /// itself.
  ///
  /// @param actions in the order in which the server takes them
  /// @throws BrokerException if no token can be had
  /// @throws IOException as for one
  public AgentReply callBatch(
      ResourceServerAddress server, String path, List<AgentAction> actions, Json body)
      throws BrokerException, IOException {
    return send(server, "POST", path, AgentAction.hash(actions), body);
  }

  private AgentReply send(
      ResourceServerAddress server, String method, String path, String digest, @Nullable Json body)
      throws BrokerException, IOException {
    URI uri = server.resolve(path);
    String text = body == null ? "" : ExactJson.text(body);
    Answer answer = once(server, method, uri, digest, text);
    if (ResourceCalls.isNonceAsked(answer)) {
      answer = once(server, method, uri, digest, text);
    }
    return new AgentReply(answer.status(), answer.body());
  }

  private Answer once(
      ResourceServerAddress server, String method, URI uri, String digest, String body)
      throws BrokerException, IOException {
    var proven = headers(server.audience(), method, uri, digest);
    var headers = new LinkedHashMap<String, String>();
    headers.put("authorization", proven.authorization());
    headers.put("dpop", proven.dpop());
    headers.put("accept", "application/json");
    if (!body.isEmpty()) {
      headers.put("content-type", "application/json");
    }
    var answer =
        agent.calls().client(server).send(method, ResourceCalls.pathOf(uri), headers, body);
    agent.calls().remember(uri, answer);
    return answer;
  }

  /// Stops renewing its instances. The hop lives on at the broker until its end.
  @Override
  public void close() {
    tokens.close();
    agent.forget(this);
  }
}
