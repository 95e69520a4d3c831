package io.legate.limits;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// A counter of something that adds up: uses, amounts, rows.
sealed interface Tally extends Counter permits Total, Times, Buckets {

  /// Returns how much counts at `atMillis`.
  BigDecimal used(long atMillis);

  /// Returns the first instant from `atMillis` on at which no more than `most` counts, if nothing
  /// else is charged; null for never.
  ///
  /// @param most not negative
  @Nullable Long earliest(BigDecimal most, long atMillis);

  /// Returns the tally with `amount` more.
  @Nullable Tally plus(BigDecimal amount, long atMillis);

  /// Returns the tally with what was charged at `chargedAtMillis` corrected by `by`, which still
  /// counts.
  @Nullable Tally corrected(BigDecimal by, long chargedAtMillis);

  @Override
  @Nullable Tally at(long atMillis);

  static @Nullable Tally plus(
      @Nullable Tally tally, Shape shape, BigDecimal amount, long atMillis) {
    if (amount.signum() == 0) {
      return tally;
    }
    return (tally == null ? none(shape) : tally).plus(amount, atMillis);
  }

  /// Returns a tally of nothing.
  static Tally none(Shape shape) {
    if (!shape.isWindowed()) {
      return new Total(shape, BigDecimal.ZERO);
    }
    return switch (shape.kind()) {
      case COUNT -> new Times(shape, new long[0]);
      case SUM, ROWS -> Buckets.none(shape);
      case DISTINCT -> throw new IllegalArgumentException("values do not add up");
    };
  }

  /// Returns how much a charge adds.
  static BigDecimal amount(Charge charge) {
    return switch (charge) {
      case Charge.Count _ -> BigDecimal.ONE;
      case Charge.Sum sum -> sum.amount();
      case Charge.Rows rows -> BigDecimal.valueOf(rows.rows());
      case Charge.Distinct _ -> throw new IllegalArgumentException("values do not add up");
    };
  }

  /// Returns how much a charge should have added, as it turned out.
  static BigDecimal actual(Charge charge, Actual actual) {
    return switch (actual) {
      case Actual.NotExecuted _ -> BigDecimal.ZERO;
      case Actual.Executed(var amounts, var rows) ->
          switch (charge) {
            case Charge.Sum sum -> amounts.getOrDefault(sum.argument(), sum.amount());
            case Charge.Rows reserved -> BigDecimal.valueOf(rows == null ? reserved.rows() : rows);
            case Charge.Count _, Charge.Distinct _ -> amount(charge);
          };
    };
  }

  /// Returns the one form in which an amount is kept, so that equal states are equal whatever way
  /// they came about.
  static BigDecimal plain(BigDecimal amount) {
    if (amount.scale() == 0) {
      return amount;
    }
    var stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /// Returns the sum. It cannot be negative unless something was released that was never charged,
  /// and then others' charges would be gone.
  static BigDecimal add(BigDecimal charged, BigDecimal by) {
    var sum = plain(charged.add(by));
    if (sum.signum() < 0) {
      throw new IllegalStateException("more released than charged");
    }
    return sum;
  }
}
