package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `range`: a JSON number between two bounds, of which either may be absent. For amounts, which
/// travel as strings too, there is [Decimal].
///
/// @param min the least, or null
/// @param max the most, or null
/// @param minInclusive whether `min` itself is admitted; true where there is no `min`
/// @param maxInclusive whether `max` itself is admitted; true where there is no `max`
public record Range(
    @Nullable BigDecimal min, @Nullable BigDecimal max, boolean minInclusive, boolean maxInclusive)
    implements Constraint {

  static final String TYPE = "range";

  public Range {
    requireExact(min, minInclusive, "min");
    requireExact(max, maxInclusive, "max");
    if (min != null && max != null) {
      int order = min.compareTo(max);
      if (order > 0 || (order == 0 && !(minInclusive && maxInclusive))) {
        throw new IllegalArgumentException("admits no number at all");
      }
    }
  }

  private static void requireExact(@Nullable BigDecimal bound, boolean inclusive, String name) {
    if (bound == null && !inclusive) {
      throw new IllegalArgumentException("`" + name + "_inclusive` needs a `" + name + "`");
    }
    if (bound != null && NormalForm.number(number(bound)) != null) {
      throw new IllegalArgumentException("`" + name + "` " + Fault.NUMBER.sentence());
    }
  }

  /// The number in the text that JSON has for it; canonical for every bound that is accepted.
  private static Json.Num number(BigDecimal bound) {
    return new Json.Num(bound.toPlainString());
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    if (!(value instanceof Json.Num number)) {
      return Mismatch.of(Why.WRONG_TYPE, this, value);
    }
    if (NormalForm.number(number) != null) {
      return Mismatch.of(Why.NOT_NORMAL_FORM, this, value);
    }
    BigDecimal exact = number.exact();
    var found = new ArrayList<Mismatch>(0);
    if (min != null && exact.compareTo(min) < (minInclusive ? 0 : 1)) {
      found.add(new Mismatch(Why.BELOW_MIN, this, value));
    }
    if (max != null && exact.compareTo(max) > (maxInclusive ? 0 : -1)) {
      found.add(new Mismatch(Why.ABOVE_MAX, this, value));
    }
    return List.copyOf(found);
  }

  /// Returns whether both bounds of `narrower` are at least as tight. A bound that is absent there
  /// must be absent here; an exclusive bound is tighter than an inclusive one at the same value.
  boolean contains(Range narrower) {
    return isLoose(min, minInclusive, narrower.min, narrower.minInclusive, 1)
        && isLoose(max, maxInclusive, narrower.max, narrower.maxInclusive, -1);
  }

  private static boolean isLoose(
      @Nullable BigDecimal wide,
      boolean wideInclusive,
      @Nullable BigDecimal narrow,
      boolean narrowInclusive,
      int direction) {
    if (wide == null) {
      return true;
    }
    if (narrow == null) {
      return false;
    }
    int order = narrow.compareTo(wide) * direction;
    return order > 0 || (order == 0 && (wideInclusive || !narrowInclusive));
  }

  @Override
  public Json.Obj toJson() {
    var json = Constraint.json(TYPE);
    if (min != null) {
      json.with("min", number(min));
    }
    if (max != null) {
      json.with("max", number(max));
    }
    if (!minInclusive) {
      json.with("min_inclusive", new Json.Bool(false));
    }
    if (!maxInclusive) {
      json.with("max_inclusive", new Json.Bool(false));
    }
    return json.build();
  }
}
