package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.util.List;

/// `max_items`: a list of at most so many items.
public record MaxItems(int max) implements Constraint {

  static final String TYPE = "max_items";

  public MaxItems {
    if (max < 0) {
      throw new IllegalArgumentException("must not be negative");
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    if (!(value instanceof Json.Arr(var items))) {
      return Mismatch.of(Why.WRONG_TYPE, this, value);
    }
    return Mismatch.unless(items.size() <= max, Why.TOO_MANY_ITEMS, this, value);
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("max", max).build();
  }
}
