package io.legate.boundary;

import io.legate.json.Json;
import java.util.List;

/// `exact`: one value. A scalar, and where it is a number an exact one.
public record Exact(Json value) implements Constraint {

  static final String TYPE = "exact";

  public Exact {
    if (value instanceof Json.Arr || value instanceof Json.Obj) {
      throw new IllegalArgumentException("must be a string, a number, true, false or null");
    }
    Values.requireNormal(List.of(value));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    return Mismatch.unless(value.equals(this.value), Mismatch.Why.NOT_EQUAL, this, value);
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("value", value).build();
  }
}
