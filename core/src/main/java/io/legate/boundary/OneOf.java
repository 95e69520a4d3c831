package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.util.List;

/// `one_of`: one of several values, of any JSON type.
///
/// @param values at least one, none twice, in the order they were written
public record OneOf(List<Json> values) implements Constraint {

  static final String TYPE = "one_of";

  public OneOf {
    values = Values.requireSet(values);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    return Mismatch.unless(values.contains(value), Why.NOT_LISTED, this, value);
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("values", new Json.Arr(values)).build();
  }
}
