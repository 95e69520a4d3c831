package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.util.List;

/// `max_length`: a string of at most so many Unicode code points.
public record MaxLength(int max) implements Constraint {

  static final String TYPE = "max_length";

  public MaxLength {
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
    if (!(value instanceof Json.Str(var text))) {
      return Mismatch.of(Why.WRONG_TYPE, this, value);
    }
    return Mismatch.unless(text.codePointCount(0, text.length()) <= max, Why.TOO_LONG, this, value);
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("max", max).build();
  }
}
