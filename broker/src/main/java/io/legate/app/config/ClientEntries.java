package io.legate.app.config;

import io.legate.app.config.LegateConfig.ClientEntry;
import io.legate.app.config.LegateConfig.Pair;
import io.legate.app.config.LegateConfig.Pairs;
import io.legate.dpop.HttpUri;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.json.Json;
import io.legate.yaml.YamlNode.Items;
import io.legate.yaml.YamlNode.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `clients` and `pairs`.
///
/// A key of another kind of client is an unknown key: an agent with an audience would be a resource
/// server that decides about itself.
final class ClientEntries {

  /// What an API token of each kind may be used for.
  private static final Map<ClientKind, Set<String>> SCOPES =
      Map.of(
          ClientKind.AGENT, Set.of("task", "task.open"),
          ClientKind.RESOURCE_SERVER, Set.of("authorize", "introspect"),
          ClientKind.APPROVER, Set.of("approve"),
          ClientKind.OPERATOR, Set.of("admin", "audit", "signals"),
          ClientKind.AUDITOR, Set.of("audit"),
          ClientKind.NODE, Set.of());

  private final List<ClientEntry> entries = new ArrayList<>();
  private final List<ConfigProblem> problems;

  private ClientEntries(List<ConfigProblem> problems) {
    this.problems = problems;
  }

  static ClientEntries read(Section root, List<ConfigProblem> problems) {
    var all = new ClientEntries(problems);
    var ids = new HashMap<String, Section>();
    var audiences = new HashMap<String, Section>();
    for (var section : root.sections("clients")) {
      all.add(section, ids, audiences);
    }
    audiences.forEach(
        (audience, section) -> {
          if (ids.containsKey(audience)) {
            section.problem("audience", "is a client's id: a token for one would do for the other");
          }
        });
    return all;
  }

  List<ClientEntry> entries() {
    return entries;
  }

  private void add(Section section, Map<String, Section> ids, Map<String, Section> audiences) {
    int before = problems.size();
    String id = section.requiredText("client_id");
    if (section.has("client_id") && !ClientId.isWellFormed(id)) {
      section.problem("client_id", "must be letters, digits and `._:@/-`, at most 128");
    } else if (ids.putIfAbsent(id, section) != null) {
      section.problem("client_id", "is another client's too");
    }
    var kind = kind(section);
    if (kind == null) {
      return;
    }
    boolean agent = kind == ClientKind.AGENT;
    boolean server = kind == ClientKind.RESOURCE_SERVER;
    String profile = agent ? section.text("profile", "ai_agent") : null;
    var roles = section.texts("roles");
    var scopes = scopes(section, kind);
    var keys = Jwks.read(section);
    var entitlements = agent ? section.mappings("entitlements") : new Json.Arr(List.of());
    var delegable =
        agent && section.has("delegable") ? section.mappings("delegable") : entitlements;
    boolean selfSubject = agent && section.flag("self_subject", false);
    String audience = server ? audience(section, audiences) : null;
    var baseUris = server ? baseUris(section) : List.<String>of();
    section.refuseUnknown();
    if (problems.size() == before) {
      entries.add(
          new ClientEntry(
              section.line(),
              new ClientId(id),
              kind,
              profile,
              roles,
              scopes,
              keys,
              entitlements,
              delegable,
              selfSubject,
              audience,
              baseUris));
    }
  }

  private static @Nullable ClientKind kind(Section section) {
    String text = section.requiredText("kind");
    for (var kind : ClientKind.values()) {
      if (kind.label().equals(text)) {
        return kind;
      }
    }
    if (section.has("kind")) {
      section.problem(
          "kind", "must be one of agent, resource_server, approver, operator, auditor, node");
    }
    return null;
  }

  private static List<String> scopes(Section section, ClientKind kind) {
    var scopes = section.texts("scopes");
    for (String scope : scopes) {
      if (!SCOPES.getOrDefault(kind, Set.of()).contains(scope)) {
        section.problem(
            "scopes", "`" + scope + "` is no scope of a client of kind " + kind.label());
      }
    }
    return scopes;
  }

  /// Boundary entries, which the boundary's own reader checks later.
  private static String audience(Section section, Map<String, Section> audiences) {
    String audience = section.requiredText("audience");
    if (section.has("audience") && (audience.isBlank() || audience.length() > 512)) {
      section.problem("audience", "must be a name of at most 512 characters");
    } else if (audiences.putIfAbsent(audience, section) != null) {
      section.problem("audience", "is another resource server's too");
    }
    return audience;
  }

  private static List<String> baseUris(Section section) {
    var uris = section.texts("base_uris");
    if (uris.isEmpty()) {
      section.problem("base_uris", "is required: no proof is accepted for an address beyond it");
    }
    for (String uri : uris) {
      if (!uri.startsWith("https://")
          || !uri.endsWith("/")
          || !uri.equals(HttpUri.normalised(uri))) {
        section.problem(
            "base_uris",
            "`" + uri + "` must be an https address in normal form that ends in a slash");
      }
    }
    return uris;
  }

  /// Reads the two lists of pairs, whose agents must all be registered.
  Pairs pairs(Section section) {
    var agents = new HashSet<String>();
    for (var entry : entries) {
      if (entry.kind() == ClientKind.AGENT) {
        agents.add(entry.id().value());
      }
    }
    var pairs = new Pairs(pairs(section, "push", agents), pairs(section, "addressed", agents));
    section.refuseUnknown();
    return pairs;
  }

  private List<Pair> pairs(Section section, String key, Set<String> agents) {
    var pairs = new ArrayList<Pair>();
    for (var item : section.items(key)) {
      if (item.getValue() instanceof Items(int _, var two)
          && two.size() == 2
          && two.getFirst() instanceof Text(int _, String delegator)
          && two.getLast() instanceof Text(int _, String delegate)
          && agents.contains(delegator)
          && agents.contains(delegate)
          && !delegator.equals(delegate)) {
        pairs.add(new Pair(new ClientId(delegator), new ClientId(delegate)));
      } else {
        problems.add(
            new ConfigProblem(
                item.getValue().line(),
                item.getKey(),
                "must be two different registered agents, such as `[agent:a, agent:b]`"));
      }
    }
    return pairs;
  }
}
