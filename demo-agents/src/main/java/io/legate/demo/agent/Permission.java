package io.legate.demo.agent;

import io.legate.demo.catalogue.Party;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes one permission, member by member.
final class Permission {

  private final Party server;
  private final List<String> actions = new ArrayList<>();
  private final List<String> resources = new ArrayList<>();
  private final Json.Builder arguments = new Json.Builder();
  private final List<Json> limits = new ArrayList<>();
  private Json.@Nullable Obj delegation;

  private Permission(Party server) {
    this.server = server;
  }

  static Permission at(Party server) {
    return new Permission(server);
  }

  Permission action(String action) {
    actions.add(action);
    return this;
  }

  Permission resource(String resource) {
    resources.add(resource);
    return this;
  }

  Permission exactly(String argument, String value) {
    return argument(argument, "exact", "value", new Json.Str(value));
  }

  Permission argument(String argument, String type, String member, Json value) {
    arguments.with(argument, Json.Obj.with("constraint_type", type).with(member, value).build());
    return this;
  }

  /// Admits exact decimal amounts from `min` to `max`.
  Permission between(String argument, String min, String max) {
    arguments.with(
        argument,
        Json.Obj.with("constraint_type", "decimal").with("min", min).with("max", max).build());
    return this;
  }

  Permission limit(Json.Obj limit) {
    limits.add(limit);
    return this;
  }

  /// Lets it be passed on, down to this depth and to these agents.
  Permission delegation(int maxDepth, List<Party> delegates) {
    delegation = delegationTo(maxDepth, delegates);
    return this;
  }

  static Json.Obj delegationTo(int maxDepth, List<Party> delegates) {
    var allowed =
        delegates.stream()
            .<Json>map(each -> Json.Obj.with("sub", each.clientId()).build())
            .toList();
    return new Json.Builder()
        .with("max_depth", maxDepth)
        .with("allowed_delegates", new Json.Arr(allowed))
        .build();
  }

  Json.Obj json() {
    var json =
        Json.Obj.with("type", "agent_action")
            .with("actions", Json.Arr.ofStrings(actions))
            .with("locations", Json.Arr.ofStrings(List.of(server.audience())))
            .with("resources", Json.Arr.ofStrings(resources))
            .with("arguments", arguments.build());
    if (!limits.isEmpty()) {
      json.with("limits", new Json.Arr(limits));
    }
    if (delegation != null) {
      json.with("delegation", delegation);
    }
    return json.build();
  }
}
