package io.legate.app;

import io.legate.app.config.ConfigProblem;
import io.legate.app.config.InvalidConfigException;
import io.legate.app.config.LegateConfig;
import io.legate.app.config.LegateConfig.ClientEntry;
import io.legate.app.config.LegateConfig.ProviderEntry;
import io.legate.app.config.LegateConfig.SubjectEntry;
import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.boundary.Problem;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.UnusableKeyException;
import io.legate.crypto.VerificationKey;
import io.legate.identity.Client;
import io.legate.idp.ProviderKeys;
import io.legate.idp.Whereabouts;
import io.legate.jose.JoseKeys;
import io.legate.json.Json;
import io.legate.policy.Bundle;
import io.legate.policy.Conditions;
import io.legate.policy.InvalidBundleException;
import io.legate.token.Allowance;
import io.legate.token.IdentityProvider;
import io.legate.token.SigningKeys;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who the configuration knows and what it lets them do: its keys and boundaries, parsed.
///
/// @param clients by id, audience and key no two the same
/// @param policy the clients' entitlements, as the bundle that they make
/// @param providers whose tokens may say for whom a task is
/// @param fetched keys of those that are not pinned
record Registrations(
    RegisteredClients clients,
    Bundle policy,
    List<IdentityProvider> providers,
    List<ProviderKeys> fetched)
    implements AutoCloseable {

  /// Parses what the configuration registers.
  ///
  /// @throws InvalidConfigException with every key and boundary that cannot be used
  /// @param clock by which fetched keys grow old
  static Registrations of(
      LegateConfig config, JoseKeys keys, Conditions conditions, InstantSource clock)
      throws InvalidConfigException {
    var reading = new Reading(keys, boundaryLimits(config), clock);
    var clients = new ArrayList<Client>();
    config.clients().forEach(entry -> clients.add(reading.client(entry)));
    var providers = config.providers().stream().map(reading::provider).toList();
    Bundle policy = reading.policy(config, conditions);
    if (!reading.problems.isEmpty() || policy == null) {
      throw new InvalidConfigException(reading.problems);
    }
    return new Registrations(
        new RegisteredClients(clients), policy, providers, List.copyOf(reading.fetched));
  }

  @Override
  public void close() {
    fetched.forEach(ProviderKeys::close);
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

  /// Parses entries one after the other and collects what is wrong with them.
  private static final class Reading {
    private final JoseKeys keys;
    private final BoundaryLimits limits;
    private final InstantSource clock;
    private final List<ProviderKeys> fetched = new ArrayList<>();
    private final Map<Thumbprint, String> owners = new HashMap<>();
    private final List<ConfigProblem> problems = new ArrayList<>();

    Reading(JoseKeys keys, BoundaryLimits limits, InstantSource clock) {
      this.keys = keys;
      this.limits = limits;
      this.clock = clock;
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

    /// Null where the entitlements are none, after every problem was told.
    @Nullable Bundle policy(LegateConfig config, Conditions conditions) {
      try {
        return Bundle.parse(
            new ConfiguredBundle(config).json(), conditions, boundaryLimits(config));
      } catch (InvalidBundleException e) {
        e.problems().forEach(problem -> report(config, problem));
        return null;
      }
    }

    /// Tells a problem of the bundle in the words of the configuration that it was made from.
    private void report(LegateConfig config, Problem problem) {
      for (ClientEntry entry : config.clients()) {
        String own = ConfiguredBundle.pointer(entry.id());
        if (!problem.pointer().startsWith(own + "/")) {
          continue;
        }
        String place = problem.pointer().substring(own.length() + 1);
        boolean same = entry.delegable().equals(entry.entitlements());
        if (!same || !place.startsWith("delegates/")) {
          report(
              entry.line(),
              "client `" + entry.id() + "`",
              place
                      .replaceFirst("^acts/", "entitlements/")
                      .replaceFirst("^delegates/", "delegable/")
                  + " "
                  + problem.sentence());
        }
        return;
      }
      report(0, "policy", "`" + problem.pointer() + "` " + problem.sentence());
    }

    IdentityProvider provider(ProviderEntry entry) {
      return new IdentityProvider(
          entry.alias(),
          entry.issuer(),
          entry.audience(),
          entry.typ(),
          entry.ageMax(),
          entry.whereabouts() == null ? pinned(entry) : fetched(entry, entry.whereabouts()),
          entry.subjects() == null ? null : allowances(entry, entry.subjects()));
    }

    private List<Allowance> allowances(ProviderEntry entry, List<SubjectEntry> subjects) {
      var allowances = new ArrayList<Allowance>();
      for (SubjectEntry each : subjects) {
        try {
          var may = Boundary.parse(each.may(), limits);
          allowances.add(new Allowance(each.role(), each.group(), each.scope(), may));
        } catch (InvalidBoundaryException e) {
          e.problems()
              .forEach(
                  problem ->
                      report(
                          each.line(),
                          owner(entry),
                          "may" + problem.pointer() + " " + problem.sentence()));
        }
      }
      return allowances;
    }

    private SigningKeys fetched(ProviderEntry entry, Whereabouts whereabouts) {
      try {
        var found =
            ProviderKeys.of(
                entry.issuer(),
                whereabouts,
                entry.authorities(),
                keys::parseIssuerKeys,
                owners::containsKey,
                clock);
        fetched.add(found);
        return found;
      } catch (IOException e) {
        report(entry.line(), owner(entry), String.valueOf(e.getMessage()));
        return SigningKeys.of(Map.of());
      }
    }

    private static String owner(ProviderEntry entry) {
      return "identity provider `" + entry.alias() + "`";
    }

    private SigningKeys pinned(ProviderEntry entry) {
      String owner = owner(entry);
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
      return SigningKeys.of(byKid);
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

    private void report(int line, String owner, String message) {
      problems.add(new ConfigProblem(line, owner, message));
    }

    private static Json.Obj jwks(List<Json.Obj> keys) {
      return Json.Obj.with("keys", new Json.Arr(List.copyOf(keys))).build();
    }
  }
}
