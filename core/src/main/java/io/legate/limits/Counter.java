package io.legate.limits;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What is charged under one key: a [Tally] of something that adds up, or [Values] that differ.
///
/// A counter that nothing is charged to is not kept: it is null, and costs nothing.
sealed interface Counter permits Tally, Values {

  Shape shape();

  /// Returns roughly how many bytes of memory this takes.
  long weight();

  /// Returns what is still charged at `atMillis`, null for nothing.
  @Nullable Counter at(long atMillis);

  /// Returns the counter with `charge` added at `atMillis`.
  ///
  /// @throws IllegalArgumentException if the counter counts something else, or time runs backwards
  static @Nullable Counter plus(@Nullable Counter counter, Charge charge, long atMillis) {
    Shape shape = shape(counter, charge);
    Counter current = counter == null ? null : counter.at(atMillis);
    if (charge instanceof Charge.Distinct distinct) {
      return Values.plus((Values) current, shape, distinct.value(), atMillis);
    }
    return Tally.plus((Tally) current, shape, Tally.amount(charge), atMillis);
  }

  /// Returns the counter with `charge`, made at `chargedAtMillis`, corrected by what was settled at
  /// `atMillis`. What was charged and no longer counts is left alone.
  static @Nullable Counter settled(
      @Nullable Counter counter,
      Charge charge,
      Actual actual,
      long chargedAtMillis,
      long atMillis) {
    Shape shape = shape(counter, charge);
    Counter current = counter == null ? null : counter.at(atMillis);
    if (hasLeft(shape, chargedAtMillis, atMillis)) {
      return current;
    }
    if (charge instanceof Charge.Distinct distinct) {
      return switch (actual) {
        case Actual.Executed _ -> current;
        case Actual.NotExecuted _ -> Values.minus((Values) current, distinct.value());
      };
    }
    BigDecimal by = Tally.actual(charge, actual).subtract(Tally.amount(charge));
    if (by.signum() == 0) {
      return current;
    }
    Tally tally = current == null ? Tally.none(shape) : (Tally) current;
    return tally.corrected(by, chargedAtMillis);
  }

  private static boolean hasLeft(Shape shape, long chargedAtMillis, long atMillis) {
    return switch (shape.kind()) {
      case COUNT, DISTINCT -> shape.hasLeft(chargedAtMillis, atMillis);
      case SUM, ROWS ->
          shape.isWindowed() && Buckets.chargeHasLeft(shape, chargedAtMillis, atMillis);
    };
  }

  /// Returns the shape of the counter, which must be that of the charge: a name means one limit.
  static Shape shape(@Nullable Counter counter, Charge charge) {
    Shape shape = Shape.of(charge);
    if (counter == null) {
      return shape;
    }
    if (!counter.shape().equals(shape)) {
      throw new IllegalArgumentException("limit `" + charge.key().limit() + "` has two meanings");
    }
    return counter.shape();
  }
}
