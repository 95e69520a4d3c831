package io.legate.boundary;

import io.legate.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One entry of a boundary: any of its actions, at any of its locations, on any of its resources,
/// with arguments that it admits. What must not mix belongs in two permissions.
///
/// Actions, locations, resources, arguments and delegation are compared with the parent's. Limits,
/// conditions, labels, approval and obligations are added to the parent's, which stay in force
/// whether they are repeated or not.
///
/// @param actions at least one
/// @param locations audiences of resource servers, compared as a whole; at least one
/// @param resources at least one
/// @param limits counted by the ledger; each name once
/// @param conditions CEL expressions, kept as text
/// @param approval null where no person need approve
/// @param obligations objects with a `type`, kept whole; the enforcement point must know each
/// @param delegation null where this may not be passed on
/// @param from the index, in the parent hop's boundary, of the permission that this is under; null
///   for the first that contains it
public record Permission(
    List<ActionPattern> actions,
    List<String> locations,
    List<ResourcePattern> resources,
    Arguments arguments,
    List<Limit> limits,
    List<String> conditions,
    Labels labels,
    @Nullable ApprovalRule approval,
    List<Json.Obj> obligations,
    @Nullable Delegation delegation,
    @Nullable Integer from) {

  /// The `type` of the entry (RFC 9396 section 2).
  public static final String TYPE = "agent_action";

  public Permission {
    actions = Values.requireDistinct(actions);
    locations = Values.requireDistinct(locations);
    resources = Values.requireDistinct(resources);
    limits = List.copyOf(limits);
    conditions = List.copyOf(conditions);
    obligations = List.copyOf(obligations);
    if (from != null && from < 0) {
      throw new IllegalArgumentException("index of the parent permission is negative");
    }
  }

  /// A permission that says only what must be said: nothing added, not to be passed on.
  public static Permission of(
      List<ActionPattern> actions,
      List<String> locations,
      List<ResourcePattern> resources,
      Arguments arguments) {
    return new Permission(
        actions,
        locations,
        resources,
        arguments,
        List.of(),
        List.of(),
        Labels.NONE,
        null,
        List.of(),
        null,
        null);
  }

  /// Returns the same permission, to be passed on otherwise, or not at all.
  public Permission withDelegation(@Nullable Delegation delegation) {
    return with(delegation, from);
  }

  /// Returns the same permission under another permission of the parent's, or the first that fits.
  public Permission withFrom(@Nullable Integer from) {
    return with(delegation, from);
  }

  private Permission with(@Nullable Delegation delegation, @Nullable Integer from) {
    return new Permission(
        actions,
        locations,
        resources,
        arguments,
        limits,
        conditions,
        labels,
        approval,
        obligations,
        delegation,
        from);
  }

  /// Returns everything in this permission that stands against `request` on `occasion`, which is
  /// that of `request` ([Occasion#of]). Empty means that the permission admits it.
  ///
  /// It does NOT look at limits, conditions, labels, approval or obligations, nor at any other
  /// permission of the path to the root.
  public List<Refusal> refusals(ActionRequest request, Occasion occasion) {
    var found = new ArrayList<Refusal>();
    if (!holdsAction(request.action())) {
      found.add(new Refusal.ActionNotHeld(request.action(), actions));
    }
    if (!locations.contains(request.location())) {
      found.add(new Refusal.LocationNotHeld(request.location(), locations));
    }
    if (!holdsResource(request.resource())) {
      found.add(new Refusal.ResourceNotHeld(request.resource(), resources));
    }
    if (arguments instanceof Arguments.Named(var byName)) {
      addArgumentRefusals(byName, request.arguments(), occasion, found);
    }
    return List.copyOf(found);
  }

  /// Returns whether nothing stands against `request`: [#refusals] without the reasons.
  public boolean admits(ActionRequest request, Occasion occasion) {
    return holdsAction(request.action())
        && locations.contains(request.location())
        && holdsResource(request.resource())
        && (!(arguments instanceof Arguments.Named(var byName))
            || admitsArguments(byName, request.arguments(), occasion));
  }

  private boolean holdsAction(String action) {
    for (var pattern : actions) {
      if (pattern.admits(action)) {
        return true;
      }
    }
    return false;
  }

  private boolean holdsResource(String resource) {
    for (var pattern : resources) {
      if (pattern.admits(resource)) {
        return true;
      }
    }
    return false;
  }

  private static boolean admitsArguments(
      Map<String, Argument> named, Json.Obj given, Occasion occasion) {
    var found = new ArrayList<Refusal>(0);
    addArgumentRefusals(named, given, occasion, found);
    return found.isEmpty();
  }

  private static void addArgumentRefusals(
      Map<String, Argument> named, Json.Obj given, Occasion occasion, List<Refusal> found) {
    for (String name : given.members().keySet()) {
      if (!named.containsKey(name)) {
        found.add(new Refusal.ArgumentNotNamed(name));
      }
    }
    named.forEach(
        (name, argument) -> {
          Json value = given.get(name);
          if (value != null) {
            for (var mismatch : argument.constraint().check(value, occasion)) {
              found.add(new Refusal.ArgumentRefused(name, mismatch));
            }
          } else if (!argument.optional()) {
            found.add(new Refusal.ArgumentMissing(name, argument.constraint()));
          }
        });
  }

  /// Returns the entry of `authorization_details`. Reading it gives an equal permission.
  public Json.Obj toJson() {
    var json = new LinkedHashMap<String, Json>();
    json.put("type", new Json.Str(TYPE));
    json.put("actions", Values.texts(actions));
    json.put("locations", Json.Arr.ofStrings(locations));
    json.put("resources", Values.texts(resources));
    if (arguments instanceof Arguments.Named(var byName)) {
      var members = new LinkedHashMap<String, Json>();
      byName.forEach((name, argument) -> members.put(name, argument.toJson()));
      json.put("arguments", new Json.Obj(members));
    }
    putUnlessEmpty(json, "limits", limits.stream().<Json>map(Limit::toJson).toList());
    putUnlessEmpty(json, "conditions", conditions.stream().<Json>map(Json.Str::new).toList());
    if (!labels.equals(Labels.NONE)) {
      json.put("labels", labels.toJson());
    }
    if (approval != null) {
      json.put("approval", approval.toJson());
    }
    putUnlessEmpty(json, "obligations", obligations);
    if (delegation != null) {
      json.put("delegation", delegation.toJson());
    }
    if (from != null) {
      json.put("from", new Json.Num(from.toString()));
    }
    return new Json.Obj(json);
  }

  private static void putUnlessEmpty(
      Map<String, Json> json, String name, List<? extends Json> items) {
    if (!items.isEmpty()) {
      json.put(name, new Json.Arr(List.copyOf(items)));
    }
  }
}
