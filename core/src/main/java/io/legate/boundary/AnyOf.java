package io.legate.boundary;

import io.legate.json.Json;
import java.util.List;

/// `any`: at least one clause holds.
///
/// @param constraints at least one
public record AnyOf(List<Constraint> constraints) implements Constraint {

  static final String TYPE = "any";

  public AnyOf {
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
    return Mismatch.unless(
        constraints.stream().anyMatch(clause -> clause.admits(value, occasion)),
        Mismatch.Why.NO_ALTERNATIVE,
        this,
        value);
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("constraints", AllOf.clauses(constraints)).build();
  }
}
