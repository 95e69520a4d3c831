package io.legate.app;

import io.legate.app.config.LegateConfig;
import io.legate.app.config.LegateConfig.ClientEntry;
import io.legate.app.config.LegateConfig.Pair;
import io.legate.app.config.Limits;
import io.legate.boundary.Reading;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The policy bundle that the configuration itself makes: its clients' entitlements, for where
/// there is no other.
final class ConfiguredBundle {

  /// The scope without which an agent opens no task.
  private static final String OPENS = "task.open";

  private final LegateConfig config;

  ConfiguredBundle(LegateConfig config) {
    this.config = config;
  }

  /// Returns where an agent stands in the bundle.
  static String pointer(ClientId agent) {
    return Reading.child("/agents", agent.value());
  }

  Json.Obj json() {
    var agents = new LinkedHashMap<String, Json>();
    var roles = new LinkedHashMap<String, Json>();
    for (ClientEntry client : config.clients()) {
      if (client.kind() == ClientKind.AGENT) {
        agents.put(client.id().value(), agent(client));
        client.roles().forEach(role -> roles.put(role, Json.Obj.EMPTY));
      }
    }
    return Json.Obj.with("version", 1)
        .with("roles", new Json.Obj(roles))
        .with("agents", new Json.Obj(agents))
        .with("limits", limits(config.limits()))
        .build();
  }

  private Json agent(ClientEntry client) {
    return Json.Obj.with("roles", Json.Arr.ofStrings(client.roles()))
        .with("acts", entries(client.entitlements()))
        .with("delegates", entries(client.delegable()))
        .with("opens", new Json.Bool(client.scopes().contains(OPENS)))
        .with("self_subject", new Json.Bool(client.selfSubject()))
        .with("push", delegates(config.pairs().push(), client.id()))
        .with("addressed", delegates(config.pairs().addressed(), client.id()))
        .build();
  }

  /// An entitlement says what, and not to whom: how far its permissions may be passed on is said by
  /// each task's boundary.
  private static Json.Arr entries(Json.Arr entitlements) {
    return new Json.Arr(
        entitlements.items().stream().map(ConfiguredBundle::withoutDelegation).toList());
  }

  private static Json withoutDelegation(Json entry) {
    if (!(entry instanceof Json.Obj(Map<String, Json> members))) {
      return entry;
    }
    var rest = new LinkedHashMap<>(members);
    rest.remove("delegation");
    return new Json.Obj(rest);
  }

  private static Json.Arr delegates(List<Pair> pairs, ClientId delegator) {
    return Json.Arr.ofStrings(
        pairs.stream()
            .filter(pair -> pair.delegator().equals(delegator))
            .map(pair -> pair.delegate().value())
            .distinct()
            .toList());
  }

  private static Json limits(Limits limits) {
    return Json.Obj.with("task", limits.taskLifetime().toString())
        .with("hop", limits.hopLifetime().toString())
        .with("instance", limits.instanceLifetime().toString())
        .with("execute_within", limits.executeWithin().toString())
        .with("depth", limits.depth())
        .build();
  }
}
