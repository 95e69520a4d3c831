package io.legate.boundary;

import io.legate.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What containment takes out of a live task: actions, at some locations or all, on some resources
/// or all, whatever their arguments.
///
/// @param actions at least one
/// @param locations null for every location
/// @param resources null for every resource
public record Removal(
    List<ActionPattern> actions,
    @Nullable List<String> locations,
    @Nullable List<ResourcePattern> resources) {

  private static final Set<String> MEMBERS = Set.of("actions", "locations", "resources");

  public Removal {
    actions = Values.requireDistinct(actions);
    locations = locations == null ? null : Values.requireDistinct(locations);
    resources = resources == null ? null : Values.requireDistinct(resources);
  }

  /// Reads a removal. Here an absent member means all, because to remove more is the safe side.
  ///
  /// @throws InvalidBoundaryException if it is not one to the letter, with every problem
  public static Removal parse(Json json, BoundaryLimits limits) throws InvalidBoundaryException {
    var reading = new Reading(limits);
    Json.Obj object = reading.object(json, "", MEMBERS);
    if (object == null) {
      throw new InvalidBoundaryException(reading.problems());
    }
    var patterns = new PatternReader(reading);
    var actions = reading.list(object.get("actions"), "/actions", patterns::action);
    Json locations = object.get("locations");
    var where =
        locations == null ? null : reading.list(locations, "/locations", patterns::location);
    Json resources = object.get("resources");
    var what = resources == null ? null : reading.list(resources, "/resources", patterns::resource);
    if (!reading.isClean() || actions == null) {
      throw new InvalidBoundaryException(reading.problems());
    }
    return new Removal(actions, where, what);
  }

  /// Returns whether `request` is one of the actions that are taken out.
  public boolean matches(ActionRequest request) {
    return actions.stream().anyMatch(pattern -> pattern.admits(request.action()))
        && (locations == null || locations.contains(request.location()))
        && (resources == null
            || resources.stream().anyMatch(pattern -> pattern.admits(request.resource())));
  }

  /// Returns whether some action of `permission` may be one that is taken out. Arguments are not
  /// looked at, so it may be true of a permission that loses nothing; it is never false of one that
  /// does.
  public boolean overlaps(Permission permission) {
    return actions.stream()
            .anyMatch(pattern -> permission.actions().stream().anyMatch(pattern::overlaps))
        && (locations == null || permission.locations().stream().anyMatch(locations::contains))
        && (resources == null
            || resources.stream()
                .anyMatch(pattern -> permission.resources().stream().anyMatch(pattern::overlaps)));
  }

  /// Returns the JSON form.
  public Json.Obj toJson() {
    var json = new LinkedHashMap<String, Json>();
    json.put("actions", Values.texts(actions));
    if (locations != null) {
      json.put("locations", Json.Arr.ofStrings(locations));
    }
    if (resources != null) {
      json.put("resources", Values.texts(resources));
    }
    return new Json.Obj(json);
  }
}
