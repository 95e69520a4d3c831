package io.legate.policy;

import io.legate.boundary.Problem.Reason;
import io.legate.boundary.Reading;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads `roles` and `agents`: who is entitled to what, by itself and by its roles.
final class AgentsReader {

  private static final Set<String> ROLE =
      Set.of("description", "acts", "delegates", "opens", "self_subject", "push", "addressed");
  private static final Set<String> AGENT =
      Stream.concat(ROLE.stream(), Stream.of("roles", "attributes"))
          .collect(Collectors.toUnmodifiableSet());

  private final Sections sections;
  private final Reading reading;
  private final BoundaryEntries entries;
  private final Map<String, Entitlements> roles = new HashMap<>();

  AgentsReader(Sections sections, BoundaryEntries entries) {
    this.sections = sections;
    this.reading = sections.reading();
    this.entries = entries;
  }

  /// What policy knows of an agent.
  ///
  /// @param entitlements its own and those of its roles
  /// @param attributes for templates
  record Agent(List<String> roles, Entitlements entitlements, Map<String, String> attributes) {
    Agent {
      roles = List.copyOf(roles);
      attributes = Map.copyOf(attributes);
    }
  }

  Map<ClientId, Agent> read() {
    sections.each(
        "roles",
        (name, json, at) -> {
          boolean named = ClientId.isWellFormed(name);
          if (!named) {
            reading.report(at, Reason.INVALID_VALUE, "must have a name like a client's id");
          }
          Json.Obj object = reading.object(json, at, ROLE);
          Entitlements given = object == null ? Entitlements.NONE : entitlements(object, at);
          if (named) {
            roles.put(name, given);
          }
        });
    var agents = new LinkedHashMap<ClientId, Agent>();
    sections.each(
        "agents",
        (name, json, at) -> {
          Agent agent = agent(json, at);
          if (!ClientId.isWellFormed(name)) {
            reading.report(at, Reason.INVALID_VALUE, "must have the id of a client");
          } else if (agent != null) {
            agents.put(new ClientId(name), agent);
          }
        });
    return agents;
  }

  /// Returns every name under which some agent has an attribute.
  static Set<String> attributes(Map<ClientId, Agent> agents) {
    return agents.values().stream()
        .flatMap(agent -> agent.attributes().keySet().stream())
        .collect(Collectors.toSet());
  }

  /// Reports every template that somebody may open tasks by and that is not there.
  static void requireTemplates(Sections sections, Set<String> templates) {
    for (String section : List.of("roles", "agents")) {
      sections.each(
          section,
          (name, json, at) -> {
            if (json instanceof Json.Obj object && object.get("opens") instanceof Json.Arr opens) {
              for (int i = 0; i < opens.items().size(); i++) {
                if (opens.items().get(i) instanceof Json.Str(var template)
                    && !templates.contains(template)) {
                  sections
                      .reading()
                      .report(
                          Reading.child(at + "/opens", i),
                          Reason.INVALID_VALUE,
                          "is `" + template + "`, which `templates` does not have");
                }
              }
            }
          });
    }
  }

  private @Nullable Agent agent(Json json, String at) {
    Json.Obj object = reading.object(json, at, AGENT);
    if (object == null) {
      return null;
    }
    Entitlements own = entitlements(object, at);
    var named = reading.optionalList(object, "roles", at, this::role);
    Entitlements all = own;
    for (String role : named) {
      all = all.and(roles.getOrDefault(role, Entitlements.NONE));
    }
    return new Agent(named, all, attributes(object, at));
  }

  private @Nullable String role(Json json, String at) {
    String role = reading.text(json, at);
    if (role != null && !roles.containsKey(role)) {
      reading.report(at, Reason.INVALID_VALUE, "is `" + role + "`, which `roles` does not have");
      return null;
    }
    return role;
  }

  private Map<String, String> attributes(Json.Obj agent, String at) {
    var attributes = new HashMap<String, String>();
    Json json = agent.get("attributes");
    Json.Obj object = json == null ? null : reading.anyObject(json, at + "/attributes");
    if (object != null) {
      sections.each(
          object,
          at + "/attributes",
          (name, value, pointer) -> {
            String text = reading.text(value, pointer);
            if (sections.isIdentifier(name, pointer) && text != null) {
              attributes.put(name, text);
            }
          });
    }
    return attributes;
  }

  private Entitlements entitlements(Json.Obj object, String at) {
    sections.prose(object, "description", at);
    Ceiling acts = new Ceiling(entries.entitlement(object.get("acts"), at + "/acts"));
    Ceiling delegates =
        new Ceiling(entries.entitlement(object.get("delegates"), at + "/delegates"));
    boolean freely = object.get("opens") instanceof Json.Bool(var truth) && truth;
    return new Entitlements(
        acts,
        delegates,
        freely,
        opens(object.get("opens"), at + "/opens"),
        sections.flag(object, "self_subject", at),
        Set.copyOf(reading.optionalList(object, "push", at, this::known)),
        Set.copyOf(reading.optionalList(object, "addressed", at, this::known)));
  }

  private Set<String> opens(@Nullable Json json, String at) {
    if (json == null || json instanceof Json.Bool) {
      return Set.of();
    }
    if (json instanceof Json.Arr) {
      var templates = reading.list(json, at, reading::text);
      return templates == null ? Set.of() : new HashSet<>(templates);
    }
    reading.report(at, Reason.WRONG_TYPE, "must be true, false or a list of templates");
    return Set.of();
  }

  private @Nullable ClientId known(Json json, String at) {
    String text = reading.text(json, at);
    if (text == null) {
      return null;
    }
    boolean known =
        ClientId.isWellFormed(text)
            && sections.bundle().get("agents") instanceof Json.Obj agents
            && agents.get(text) != null;
    if (!known) {
      reading.report(at, Reason.INVALID_VALUE, "is `" + text + "`, which `agents` does not have");
      return null;
    }
    return new ClientId(text);
  }
}
