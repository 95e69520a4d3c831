package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.util.List;

/// `subset`: a list whose every item is one of these. The empty list is one.
///
/// @param allowed at least one, none twice, in the order they were written
public record Subset(List<Json> allowed) implements Constraint {

  static final String TYPE = "subset";

  public Subset {
    allowed = Values.requireSet(allowed);
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
    return items.stream()
        .filter(item -> !allowed.contains(item))
        .map(item -> new Mismatch(Why.NOT_LISTED, this, item))
        .toList();
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("allowed", new Json.Arr(allowed)).build();
  }
}
