package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.util.HashSet;
import java.util.List;

/// `contains`: a list with all of these among its items.
///
/// @param required at least one, none twice, in the order they were written
public record Contains(List<Json> required) implements Constraint {

  static final String TYPE = "contains";

  public Contains {
    required = Values.requireSet(required);
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
    var there = new HashSet<>(items);
    return required.stream()
        .filter(item -> !there.contains(item))
        .map(item -> new Mismatch(Why.ITEM_MISSING, this, item))
        .toList();
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("required", new Json.Arr(required)).build();
  }
}
