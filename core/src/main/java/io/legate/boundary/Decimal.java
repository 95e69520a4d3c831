package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `decimal`: an amount between two bounds, either of which may be absent; both are included.
///
/// Admits a string in the form of [ExactDecimal] and an exact JSON number alike, since services
/// write amounts either way and `"500.00"` and `500` are one amount. No double is involved. Bounds
/// are written as strings and compared by value; their text is kept.
public record Decimal(@Nullable BigDecimal min, @Nullable BigDecimal max) implements Constraint {

  static final String TYPE = "decimal";

  public Decimal {
    requireExact(min, "min");
    requireExact(max, "max");
    if (min != null && max != null && min.compareTo(max) > 0) {
      throw new IllegalArgumentException("admits no amount at all");
    }
  }

  private static void requireExact(@Nullable BigDecimal bound, String name) {
    if (bound != null && ExactDecimal.parse(bound.toPlainString()) == null) {
      throw new IllegalArgumentException("`" + name + "` " + Fault.NUMBER.sentence());
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    if (!(value instanceof Json.Str || value instanceof Json.Num)) {
      return Mismatch.of(Why.WRONG_TYPE, this, value);
    }
    BigDecimal amount = ExactDecimal.parse(value);
    if (amount == null) {
      return Mismatch.of(Why.NOT_NORMAL_FORM, this, value);
    }
    var found = new ArrayList<Mismatch>(0);
    if (min != null && amount.compareTo(min) < 0) {
      found.add(new Mismatch(Why.BELOW_MIN, this, value));
    }
    if (max != null && amount.compareTo(max) > 0) {
      found.add(new Mismatch(Why.ABOVE_MAX, this, value));
    }
    return List.copyOf(found);
  }

  /// Returns whether both bounds of `narrower` are at least as tight.
  boolean contains(Decimal narrower) {
    return (min == null || (narrower.min != null && narrower.min.compareTo(min) >= 0))
        && (max == null || (narrower.max != null && narrower.max.compareTo(max) <= 0));
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE)
        .withOptional("min", min == null ? null : min.toPlainString())
        .withOptional("max", max == null ? null : max.toPlainString())
        .build();
  }
}
