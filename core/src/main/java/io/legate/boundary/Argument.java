package io.legate.boundary;

import io.legate.json.Json;

/// What a permission says of one argument.
///
/// @param optional whether the argument may be absent, which makes this the wider side
public record Argument(Constraint constraint, boolean optional) {

  /// An argument that must be there.
  public static Argument required(Constraint constraint) {
    return new Argument(constraint, false);
  }

  /// Returns whether everything that `narrower` admits, absence included, is admitted here.
  public boolean contains(Argument narrower) {
    return (optional || !narrower.optional) && constraint.subsumes(narrower.constraint);
  }

  /// Returns the constraint's JSON, with `"optional": true` where it is.
  public Json.Obj toJson() {
    if (!optional) {
      return constraint.toJson();
    }
    var members = new java.util.LinkedHashMap<>(constraint.toJson().members());
    members.put("optional", new Json.Bool(true));
    return new Json.Obj(members);
  }
}
