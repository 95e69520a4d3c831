package io.legate.policy;

import io.legate.boundary.ActionPattern;
import io.legate.boundary.Boundary;
import io.legate.identity.ClientId;
import io.legate.policy.AgentsReader.Agent;
import io.legate.policy.Catalogue.Risk;
import io.legate.policy.LimitsSection.Shorter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A policy that was read from a bundle: everything looked up, nothing searched.
final class BundlePolicy implements Policy {

  private static final Agent NOBODY = new Agent(List.of(), Entitlements.NONE, Map.of());

  private final String hash;
  private final Parts parts;
  private final ActionIndex<Rule> rules;
  private final Map<ClientId, Ceiling> held = new HashMap<>();
  private final Map<String, Lifetimes> byAction = new HashMap<>();
  private final Map<String, Lifetimes> byFamily = new HashMap<>();

  /// Everything a bundle says.
  ///
  /// @param lifetimes whatever they are for
  /// @param byRisk what is shorter for actions of a risk
  record Parts(
      Map<ClientId, Agent> agents,
      Map<String, Template> templates,
      Catalogue catalogue,
      List<Rule> rules,
      Lifetimes lifetimes,
      Map<Risk, Shorter> byRisk,
      Sizes sizes,
      Set<String> lists,
      List<Breaker> breakers,
      @Nullable Trust trust,
      EscalationDefaults escalation,
      Map<String, List<String>> removers,
      CarryOver carryOver) {
    Parts {
      removers = Map.copyOf(removers);
      agents = Map.copyOf(agents);
      templates = Map.copyOf(templates);
      rules = List.copyOf(rules);
      byRisk = Map.copyOf(byRisk);
      lists = Set.copyOf(lists);
      breakers = List.copyOf(breakers);
    }
  }

  BundlePolicy(String hash, Parts parts) {
    this.hash = hash;
    this.parts = parts;
    this.rules = ActionIndex.of(parts.rules, Rule::actions);
    parts.agents.forEach(
        (id, agent) ->
            held.put(id, agent.entitlements().acts().and(agent.entitlements().delegates())));
    parts.catalogue.actions().values().forEach(this::shorten);
  }

  private void shorten(Catalogue.Entry action) {
    Shorter bounds = parts.byRisk.get(action.risk());
    if (bounds == null) {
      return;
    }
    String name = action.name();
    byAction.put(name, shortened(parts.lifetimes, bounds));
    for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      byFamily.compute(
          name.substring(0, dot),
          (_, known) -> shortened(known == null ? parts.lifetimes : known, bounds));
    }
  }

  private static Lifetimes shortened(Lifetimes lifetimes, Shorter bounds) {
    return lifetimes.shortened(bounds.instance(), bounds.executeWithin());
  }

  @Override
  public String hash() {
    return hash;
  }

  @Override
  public boolean isAbsent() {
    return false;
  }

  @Override
  public Ceiling mayAct(ClientId client) {
    return entitlements(client).acts();
  }

  @Override
  public Ceiling mayDelegate(ClientId client) {
    return entitlements(client).delegates();
  }

  @Override
  public Ceiling mayHold(ClientId client) {
    return held.getOrDefault(client, Ceiling.NOTHING);
  }

  @Override
  public boolean mayOpen(ClientId client) {
    return entitlements(client).opensFreely();
  }

  @Override
  public boolean mayOpen(ClientId client, String template) {
    return entitlements(client).opensFreely() || entitlements(client).opensBy().contains(template);
  }

  @Override
  public boolean selfSubject(ClientId client) {
    return entitlements(client).selfSubject();
  }

  @Override
  public boolean mayPush(ClientId delegator, ClientId delegate) {
    return entitlements(delegator).push().contains(delegate);
  }

  @Override
  public boolean mayAddress(ClientId delegator, ClientId delegate) {
    return entitlements(delegator).addressed().contains(delegate);
  }

  @Override
  public @Nullable Template template(String name) {
    return parts.templates.get(name);
  }

  @Override
  public Map<String, String> attributes(ClientId client) {
    return agent(client).attributes();
  }

  @Override
  public Lifetimes lifetimes() {
    return parts.lifetimes;
  }

  @Override
  public Lifetimes lifetimes(String action) {
    return byAction.getOrDefault(action, parts.lifetimes);
  }

  @Override
  public Lifetimes lifetimes(Boundary boundary) {
    Lifetimes shortest = parts.lifetimes;
    for (var permission : boundary.permissions()) {
      for (ActionPattern pattern : permission.actions()) {
        Lifetimes own = (pattern.family() ? byFamily : byAction).get(pattern.name());
        if (own != null) {
          shortest = shortest.shortened(own.instance(), own.executeWithin());
        }
      }
    }
    return shortest;
  }

  @Override
  public Sizes sizes() {
    return parts.sizes;
  }

  @Override
  public List<String> roles(ClientId client) {
    return agent(client).roles();
  }

  @Override
  public Catalogue catalogue() {
    return parts.catalogue;
  }

  @Override
  public List<Rule> rules(String action) {
    return rules.about(action);
  }

  @Override
  public boolean hasList(String name) {
    return parts.lists.contains(name);
  }

  @Override
  public List<Breaker> breakers() {
    return parts.breakers;
  }

  @Override
  public EscalationDefaults escalation() {
    return parts.escalation;
  }

  @Override
  public List<String> removers(String label) {
    return parts.removers.getOrDefault(label, List.of());
  }

  @Override
  public CarryOver carryOver() {
    return parts.carryOver;
  }

  @Override
  public @Nullable Trust trust() {
    return parts.trust;
  }

  private Agent agent(ClientId client) {
    return parts.agents.getOrDefault(client, NOBODY);
  }

  private Entitlements entitlements(ClientId client) {
    return agent(client).entitlements();
  }
}
