package io.legate.boundary;

import io.legate.boundary.Delegation.Delegate;
import io.legate.boundary.Problem.Reason;
import io.legate.identity.ClientId;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `authorization_details` and reports everything that is wrong with it.
///
/// A member that is not known is a problem at every level: it may be a restriction, and to ignore
/// it would widen what somebody meant to narrow.
final class BoundaryReader {

  private static final Set<String> MEMBERS =
      Set.of(
          "type",
          "actions",
          "locations",
          "resources",
          "arguments",
          "limits",
          "conditions",
          "labels",
          "approval",
          "obligations",
          "delegation",
          "from");

  private final Reading reading;
  private final PatternReader patterns;
  private final ConstraintReader constraints;
  private final LimitsReader limits;
  private final AdditionsReader additions;

  private BoundaryReader(Reading reading) {
    this.reading = reading;
    this.patterns = new PatternReader(reading);
    this.constraints = new ConstraintReader(reading);
    this.limits = new LimitsReader(reading);
    this.additions = new AdditionsReader(reading);
  }

  static Boundary read(Json json, BoundaryLimits limits) throws InvalidBoundaryException {
    var reading = new Reading(limits);
    Boundary boundary = new BoundaryReader(reading).boundary(json);
    if (boundary == null || !reading.isClean()) {
      throw new InvalidBoundaryException(reading.problems());
    }
    return boundary;
  }

  private @Nullable Boundary boundary(Json json) {
    if (!(json instanceof Json.Arr(var entries))) {
      reading.report("", Reason.WRONG_TYPE, "must be a list");
      return null;
    }
    if (entries.isEmpty()) {
      reading.report("", Reason.EMPTY, "must not be empty");
    }
    int max = reading.limits().permissionsMax();
    if (entries.size() > max) {
      reading.report("", Reason.TOO_LARGE, "has more than " + max + " permissions");
      return null;
    }
    var permissions = new ArrayList<Permission>();
    for (int i = 0; i < entries.size(); i++) {
      Permission permission = permission(entries.get(i), Reading.child("", i));
      if (permission != null) {
        permissions.add(permission);
      }
    }
    limits.requireOneMeaningEach(permissions);
    return new Boundary(permissions);
  }

  private @Nullable Permission permission(Json json, String at) {
    Json.Obj entry = reading.anyObject(json, at);
    if (entry == null || !isAgentAction(entry, at)) {
      return null;
    }
    reading.object(entry, at, MEMBERS);
    var actions = reading.list(entry.get("actions"), at + "/actions", patterns::action);
    var locations = reading.list(entry.get("locations"), at + "/locations", patterns::location);
    var resources = reading.list(entry.get("resources"), at + "/resources", patterns::resource);
    var arguments = arguments(entry.get("arguments"), at + "/arguments");
    var counted = reading.optionalList(entry, "limits", at, limits::limit);
    var conditions = reading.optionalList(entry, "conditions", at, reading::text);
    var labels = additions.labels(entry.get("labels"), at + "/labels");
    var approval = additions.approval(entry.get("approval"), at + "/approval");
    var obligations = reading.optionalList(entry, "obligations", at, additions::obligation);
    var delegation = delegation(entry.get("delegation"), at + "/delegation");
    Json from = entry.get("from");
    Integer fromIndex =
        from == null
            ? null
            : reading.integer(from, at + "/from", 0, reading.limits().permissionsMax() - 1);
    limits.requireTheyApply(counted, arguments, at + "/limits");
    if (actions == null
        || actions.isEmpty()
        || locations == null
        || locations.isEmpty()
        || resources == null
        || resources.isEmpty()) {
      return null;
    }
    return new Permission(
        actions,
        locations,
        resources,
        arguments,
        counted,
        conditions,
        labels,
        approval,
        obligations,
        delegation,
        fromIndex);
  }

  private boolean isAgentAction(Json.Obj entry, String at) {
    Json type = entry.get("type");
    if (type == null) {
      reading.missing(at + "/type");
      return false;
    }
    if (!type.equals(new Json.Str(Permission.TYPE))) {
      reading.report(at + "/type", Reason.UNKNOWN_TYPE, "must be `" + Permission.TYPE + "`");
      return false;
    }
    return true;
  }

  private Arguments arguments(@Nullable Json json, String at) {
    if (json == null) {
      return Arguments.ANY;
    }
    Json.Obj object = reading.anyObject(json, at);
    int max = reading.limits().argumentsMax();
    if (object == null) {
      return Arguments.NONE;
    }
    if (object.members().size() > max) {
      reading.report(at, Reason.TOO_LARGE, "has more than " + max + " arguments");
      return Arguments.NONE;
    }
    var byName = new LinkedHashMap<String, Argument>();
    object
        .members()
        .forEach(
            (name, value) -> {
              String pointer = Reading.child(at, name);
              if (!ActionRequest.isArgumentName(name)) {
                reading.report(
                    pointer, Reason.INVALID_VALUE, "must have a name of 1 to 128 characters");
              }
              Argument argument = constraints.argument(value, pointer);
              if (argument != null) {
                byName.put(name, argument);
              }
            });
    return new Arguments.Named(byName);
  }

  private @Nullable Delegation delegation(@Nullable Json json, String at) {
    if (json == null) {
      return null;
    }
    Json.Obj object = reading.object(json, at, Set.of("max_depth", "allowed_delegates"));
    if (object == null) {
      return null;
    }
    Integer depth =
        reading.integer(
            object.get("max_depth"), at + "/max_depth", 0, reading.limits().hopDepthMax());
    var delegates =
        reading.list(object.get("allowed_delegates"), at + "/allowed_delegates", this::delegate);
    return depth == null || delegates == null || delegates.isEmpty()
        ? null
        : new Delegation(depth, delegates);
  }

  private @Nullable Delegate delegate(Json json, String at) {
    Json.Obj object = reading.object(json, at, Set.of("sub", "sub_profile"));
    if (object == null) {
      return null;
    }
    if (object.members().isEmpty()) {
      reading.report(at, Reason.EMPTY, "must have `sub`, `sub_profile` or both");
      return null;
    }
    Json sub = object.get("sub");
    Json profile = object.get("sub_profile");
    String id = sub == null ? null : reading.text(sub, at + "/sub");
    String subProfile = profile == null ? null : reading.text(profile, at + "/sub_profile");
    if (id != null && !ClientId.isWellFormed(id)) {
      reading.report(at + "/sub", Reason.INVALID_VALUE, "must be the id of a client");
      return null;
    }
    return id == null && subProfile == null
        ? null
        : new Delegate(id == null ? null : new ClientId(id), subProfile);
  }
}
