package io.legate.app;

import io.legate.app.config.ConfigProblem;
import io.legate.app.config.InvalidConfigException;
import io.legate.app.config.LegateConfig;
import io.legate.app.config.LegateConfig.ClientEntry;
import io.legate.app.config.LegateConfig.Pair;
import io.legate.app.config.LegateConfig.ProviderEntry;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.UnusableKeyException;
import io.legate.crypto.VerificationKey;
import io.legate.identity.Client;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.jose.JoseKeys;
import io.legate.json.Json;
import io.legate.policy.ConfiguredPolicy;
import io.legate.policy.ConfiguredPolicy.Agent;
import io.legate.policy.Policy;
import io.legate.policy.Policy.Lifetimes;
import io.legate.token.IdentityProvider;
import io.legate.token.SigningKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Who the configuration knows and what it lets them do: its keys and boundaries, parsed.
///
/// @param clients by id, audience and key no two the same
/// @param policy the clients' entitlements
/// @param providers whose tokens may say for whom a task is
record Registrations(RegisteredClients clients, Policy policy, List<IdentityProvider> providers) {

  /// The scope without which an agent opens no task.
  private static final String OPENS = "task.open";

  /// Parses what the configuration registers.
  ///
  /// @throws InvalidConfigException with every key and boundary that cannot be used
  static Registrations of(LegateConfig config, JoseKeys keys) throws InvalidConfigException {
    var reading = new Reading(keys, boundaryLimits(config));
    var clients = new ArrayList<Client>();
    var agents = new LinkedHashMap<ClientId, Agent>();
    for (var entry : config.clients()) {
      clients.add(reading.client(entry));
      if (entry.kind() == ClientKind.AGENT) {
        agents.put(entry.id(), reading.agent(entry));
      }
    }
    var providers = config.providers().stream().map(reading::provider).toList();
    if (!reading.problems.isEmpty()) {
      throw new InvalidConfigException(reading.problems);
    }
    var policy =
        new ConfiguredPolicy(
            agents,
            pairs(config.pairs().push()),
            pairs(config.pairs().addressed()),
            lifetimes(config));
    return new Registrations(new RegisteredClients(clients), policy, providers);
  }

  /// Returns how large a boundary may be: what the configuration names, and else what holds anyway.
  static BoundaryLimits boundaryLimits(LegateConfig config) {
    var otherwise = BoundaryLimits.DEFAULT;
    return new BoundaryLimits(
        config.limits().permissions(),
        config.limits().arguments(),
        otherwise.entriesMax(),
        otherwise.charsMax(),
        otherwise.valueCharsMax(),
        otherwise.valuesMax(),
        otherwise.constraintDepthMax(),
        config.limits().depth());
  }

  private static Lifetimes lifetimes(LegateConfig config) {
    var limits = config.limits();
    return new Lifetimes(
        limits.taskLifetime(),
        limits.hopLifetime(),
        limits.instanceLifetime(),
        limits.executeWithin(),
        limits.depth());
  }

  private static Set<ConfiguredPolicy.Pair> pairs(List<Pair> pairs) {
    return pairs.stream()
        .map(pair -> new ConfiguredPolicy.Pair(pair.delegator(), pair.delegate()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Parses entries one after the other and collects what is wrong with them.
  private static final class Reading {
    private final JoseKeys keys;
    private final BoundaryLimits limits;
    private final Map<Thumbprint, String> owners = new HashMap<>();
    private final List<ConfigProblem> problems = new ArrayList<>();

    Reading(JoseKeys keys, BoundaryLimits limits) {
      this.keys = keys;
      this.limits = limits;
    }

    Client client(ClientEntry entry) {
      String owner = "client `" + entry.id() + "`";
      var registered = new ArrayList<VerificationKey>();
      try {
        registered.addAll(keys.parseClientKeys(jwks(entry.keys())));
      } catch (UnusableKeyException e) {
        report(entry.line(), owner, "a key cannot be used: " + e.getMessage());
      }
      claim(entry.line(), owner, registered);
      return new Client(
          entry.id(),
          entry.kind(),
          entry.profile(),
          Set.copyOf(entry.roles()),
          Set.copyOf(entry.scopes()),
          registered,
          entry.audience(),
          entry.baseUris());
    }

    Agent agent(ClientEntry entry) {
      var acts = boundary(entry, "entitlements", entry.entitlements());
      boolean same = entry.delegable().equals(entry.entitlements());
      var delegates = same ? acts : boundary(entry, "delegable", entry.delegable());
      return new Agent(acts, delegates, entry.scopes().contains(OPENS), entry.selfSubject());
    }

    IdentityProvider provider(ProviderEntry entry) {
      String owner = "identity provider `" + entry.alias() + "`";
      Map<String, VerificationKey> byKid = Map.of();
      try {
        byKid = keys.parseIssuerKeys(jwks(entry.keys()));
        if (byKid.isEmpty()) {
          report(entry.line(), owner, "none of its keys has a `kid` and can be used");
        }
      } catch (UnusableKeyException e) {
        report(entry.line(), owner, "a key cannot be used: " + e.getMessage());
      }
      claim(entry.line(), owner, List.copyOf(byKid.values()));
      return new IdentityProvider(
          entry.alias(),
          entry.issuer(),
          entry.audience(),
          entry.typ(),
          entry.ageMax(),
          SigningKeys.of(byKid));
    }

    /// A key belongs to one principal: with two, nobody could say who has signed.
    private void claim(int line, String owner, List<VerificationKey> claimed) {
      for (var thumbprint :
          claimed.stream().map(VerificationKey::thumbprint).collect(Collectors.toSet())) {
        var other = owners.putIfAbsent(thumbprint, owner);
        if (other != null) {
          report(line, owner, "has the key `" + thumbprint + "` of " + other);
        }
      }
    }

    /// Says what a boundary's own reader cannot: that there is nothing it may do.
    private Boundary boundary(ClientEntry entry, String key, Json.Arr details) {
      if (details.items().isEmpty()) {
        return new Boundary(List.of());
      }
      try {
        return Boundary.parse(details, limits);
      } catch (InvalidBoundaryException e) {
        for (var problem : e.problems()) {
          report(
              entry.line(),
              "client `" + entry.id() + "`",
              key + problem.pointer() + " " + problem.sentence());
        }
        return new Boundary(List.of());
      }
    }

    private void report(int line, String owner, String message) {
      problems.add(new ConfigProblem(line, owner, message));
    }

    private static Json.Obj jwks(List<Json.Obj> keys) {
      return Json.Obj.with("keys", new Json.Arr(List.copyOf(keys))).build();
    }
  }
}
