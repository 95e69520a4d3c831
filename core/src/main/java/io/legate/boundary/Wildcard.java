package io.legate.boundary;

import io.legate.json.Json;
import java.util.List;

/// `wildcard`: any value. In a closed world it says that the argument may be there at all.
public record Wildcard() implements Constraint {

  static final String TYPE = "wildcard";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    return Mismatch.none();
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).build();
  }
}
