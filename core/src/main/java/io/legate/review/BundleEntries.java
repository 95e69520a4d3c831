package io.legate.review;

import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.boundary.Permission;
import io.legate.boundary.Reading;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The entitlements of a bundle, entry by entry, as its files have them: an agent's own and those
/// of its roles, each where it stands.
final class BundleEntries {

  private final Map<ClientId, List<Entry>> byAgent = new HashMap<>();
  private final Map<String, Set<ClientId>> byRole = new HashMap<>();
  private final List<Entry> all = new ArrayList<>();

  BundleEntries(Json.Obj bundle) {
    var ofRoles = new HashMap<String, List<Entry>>();
    members(bundle, "roles").forEach((role, json) -> ofRoles.put(role, read("roles", role, json)));
    members(bundle, "agents")
        .forEach(
            (id, json) -> {
              var entries = new ArrayList<>(read("agents", id, json));
              for (String role : texts(json, "roles")) {
                entries.addAll(ofRoles.getOrDefault(role, List.of()));
                byRole.computeIfAbsent(role, _ -> new HashSet<>()).add(new ClientId(id));
              }
              byAgent.put(new ClientId(id), entries);
            });
  }

  /// One entry of `acts` or `delegates`.
  ///
  /// @param pointer to it in the bundle
  /// @param acts whether it is about what an agent does itself, and not what it passes on
  record Entry(String pointer, boolean acts, Permission permission) {
    /// Whether it lets an action through, as far as its arguments and conditions do.
    boolean isAbout(String action, String resource) {
      return permission.actions().stream().anyMatch(pattern -> pattern.admits(action))
          && permission.resources().stream().anyMatch(pattern -> pattern.admits(resource));
    }
  }

  List<Entry> all() {
    return all;
  }

  /// What an agent is entitled to.
  List<Entry> of(ClientId agent) {
    return byAgent.getOrDefault(agent, List.of());
  }

  /// Who has a role.
  Set<ClientId> agentsOf(String role) {
    return byRole.getOrDefault(role, Set.of());
  }

  private List<Entry> read(String section, String name, Json json) {
    var entries = new ArrayList<Entry>();
    for (String list : List.of("acts", "delegates")) {
      if (json instanceof Json.Obj holder && holder.get(list) instanceof Json.Arr(var items)) {
        String at = Reading.child("/" + section, name) + "/" + list;
        for (int i = 0; i < items.size(); i++) {
          Permission permission = permission(items.get(i));
          if (permission != null) {
            entries.add(new Entry(at + "/" + i, list.equals("acts"), permission));
          }
        }
      }
    }
    all.addAll(entries);
    return entries;
  }

  /// The bundle was read before, so what is none here is none there.
  private static @Nullable Permission permission(Json entry) {
    try {
      var boundary = Boundary.parse(new Json.Arr(List.of(entry)), BoundaryLimits.DEFAULT);
      return boundary.permissions().getFirst();
    } catch (InvalidBoundaryException e) {
      return null;
    }
  }

  /// Returns the members of a section; none where it is not there.
  static Map<String, Json> members(Json.Obj bundle, String section) {
    return bundle.get(section) instanceof Json.Obj object ? object.members() : Map.of();
  }

  /// Returns the texts of a list; none where it is not there.
  static List<String> texts(Json json, String name) {
    var texts = new ArrayList<String>();
    if (json instanceof Json.Obj object && object.get(name) instanceof Json.Arr(var items)) {
      for (Json item : items) {
        if (item instanceof Json.Str(var text)) {
          texts.add(text);
        }
      }
    }
    return texts;
  }
}
