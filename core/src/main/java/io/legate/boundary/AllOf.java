package io.legate.boundary;

import io.legate.json.Json;
import java.util.List;

/// `all`: every clause holds.
///
/// @param constraints at least one; the same clause may be there twice, which changes nothing
public record AllOf(List<Constraint> constraints) implements Constraint {

  static final String TYPE = "all";

  public AllOf {
    constraints = List.copyOf(constraints);
    if (constraints.isEmpty()) {
      throw new IllegalArgumentException("must not be empty");
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    return constraints.stream().flatMap(clause -> clause.check(value, occasion).stream()).toList();
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("constraints", clauses(constraints)).build();
  }

  static Json.Arr clauses(List<Constraint> constraints) {
    return new Json.Arr(constraints.stream().<Json>map(Constraint::toJson).toList());
  }
}
