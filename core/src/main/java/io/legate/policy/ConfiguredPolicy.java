package io.legate.policy;

import io.legate.boundary.Boundary;
import io.legate.crypto.Base64Url;
import io.legate.crypto.Sha256;
import io.legate.identity.ClientId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The policy that stands in the configuration itself: each agent's entitlements, and the pairs of
/// agents that may use the two other ways to consent to a hop.
public final class ConfiguredPolicy implements Policy {

  private static final Boundary NOTHING = new Boundary(List.of());

  private final Map<ClientId, Agent> agents;
  private final Set<Pair> push;
  private final Set<Pair> addressed;
  private final Lifetimes lifetimes;
  private final String hash;

  public ConfiguredPolicy(
      Map<ClientId, Agent> agents, Set<Pair> push, Set<Pair> addressed, Lifetimes lifetimes) {
    this.agents = Map.copyOf(agents);
    this.push = Set.copyOf(push);
    this.addressed = Set.copyOf(addressed);
    this.lifetimes = lifetimes;
    this.hash = "sha-256:" + Base64Url.encode(Sha256.digest(Jcs.bytes(toJson())));
  }

  /// What one agent is entitled to.
  ///
  /// @param acts what it may itself do
  /// @param delegates what it may pass on
  /// @param opens whether it may open tasks
  /// @param selfSubject whether it may open one without a subject's token
  public record Agent(Boundary acts, Boundary delegates, boolean opens, boolean selfSubject) {}

  /// Two agents, in this order.
  public record Pair(ClientId delegator, ClientId delegate) {}

  @Override
  public String hash() {
    return hash;
  }

  @Override
  public Boundary mayAct(ClientId client) {
    var agent = agents.get(client);
    return agent == null ? NOTHING : agent.acts;
  }

  @Override
  public Boundary mayDelegate(ClientId client) {
    var agent = agents.get(client);
    return agent == null ? NOTHING : agent.delegates;
  }

  @Override
  public boolean mayOpen(ClientId client) {
    var agent = agents.get(client);
    return agent != null && agent.opens;
  }

  @Override
  public boolean selfSubject(ClientId client) {
    var agent = agents.get(client);
    return agent != null && agent.selfSubject;
  }

  @Override
  public boolean mayPush(ClientId delegator, ClientId delegate) {
    return push.contains(new Pair(delegator, delegate));
  }

  @Override
  public boolean mayAddress(ClientId delegator, ClientId delegate) {
    return addressed.contains(new Pair(delegator, delegate));
  }

  @Override
  public Lifetimes lifetimes() {
    return lifetimes;
  }

  @Override
  public List<String> roles(ClientId client) {
    return List.of();
  }

  @Override
  public Catalogue catalogue() {
    return Catalogue.NONE;
  }

  @Override
  public List<Rule> rules(String action) {
    return List.of();
  }

  @Override
  public List<Breaker> breakers() {
    return List.of();
  }

  @Override
  public @Nullable Trust trust() {
    return null;
  }

  private Json.Obj toJson() {
    var byId = new Json.Builder();
    new TreeMap<>(agents)
        .forEach(
            (id, agent) ->
                byId.with(
                    id.value(),
                    Json.Obj.with("acts", agent.acts.toJson())
                        .with("delegates", agent.delegates.toJson())
                        .with("opens", new Json.Bool(agent.opens))
                        .with("self_subject", new Json.Bool(agent.selfSubject))
                        .build()));
    return Json.Obj.with("agents", byId.build())
        .with("push", pairs(push))
        .with("addressed", pairs(addressed))
        .with(
            "lifetimes",
            Json.Obj.with("task", lifetimes.task().toString())
                .with("hop", lifetimes.hop().toString())
                .with("instance", lifetimes.instance().toString())
                .with("execute_within", lifetimes.executeWithin().toString())
                .with("depth", lifetimes.depth())
                .build())
        .build();
  }

  private static Json.Arr pairs(Set<Pair> pairs) {
    return Json.Arr.ofStrings(
        pairs.stream().map(pair -> pair.delegator + " " + pair.delegate).sorted().toList());
  }
}
