package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.util.List;

/// `not_one_of`: any value but these. It admits whatever its author did not think of; prefer
/// [OneOf].
///
/// @param excluded at least one, none twice, in the order they were written
public record NotOneOf(List<Json> excluded) implements Constraint {

  static final String TYPE = "not_one_of";

  public NotOneOf {
    excluded = Values.requireSet(excluded);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    return Mismatch.unless(!excluded.contains(value), Why.EXCLUDED, this, value);
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("excluded", new Json.Arr(excluded)).build();
  }
}
