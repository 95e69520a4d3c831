package io.legate.cel;

import io.legate.boundary.ExactDecimal;
import java.math.BigDecimal;

/// An exact decimal as expressions see it: equal where the values are, whatever their trailing
/// zeros.
///
/// Arithmetic never rounds. A result of more than [#DIGITS_MAX] digits is refused instead.
record Exact(BigDecimal value) implements Comparable<Exact> {

  /// Digits of a result, on both sides of the point together.
  static final int DIGITS_MAX = 200;

  Exact {
    value = value.stripTrailingZeros();
    if (value.precision() > DIGITS_MAX || Math.abs(value.scale()) > DIGITS_MAX) {
      throw new Unevaluable("a decimal has more than " + DIGITS_MAX + " digits");
    }
  }

  static Exact of(long value) {
    return new Exact(BigDecimal.valueOf(value));
  }

  static Exact parse(String text) {
    BigDecimal value = ExactDecimal.parse(text);
    if (value == null) {
      throw new Unevaluable("`decimal` was given a text that is not a plain decimal");
    }
    return new Exact(value);
  }

  Exact plus(Exact other) {
    return new Exact(value.add(other.value));
  }

  Exact minus(Exact other) {
    return new Exact(value.subtract(other.value));
  }

  Exact times(Exact other) {
    return new Exact(value.multiply(other.value));
  }

  Exact negated() {
    return new Exact(value.negate());
  }

  @Override
  public int compareTo(Exact other) {
    return value.compareTo(other.value);
  }

  /// Returns plain digits without trailing zeros.
  @Override
  public String toString() {
    return value.toPlainString();
  }
}
