package io.legate.limits;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a counter counts, and over how long.
///
/// @param perMillis the length of the sliding window, 0 for the life of the task
record Shape(Kind kind, long perMillis) {

  enum Kind {
    COUNT,
    SUM,
    DISTINCT,
    ROWS
  }

  static Shape of(Charge charge) {
    Kind kind =
        switch (charge) {
          case Charge.Count _ -> Kind.COUNT;
          case Charge.Sum _ -> Kind.SUM;
          case Charge.Distinct _ -> Kind.DISTINCT;
          case Charge.Rows _ -> Kind.ROWS;
        };
    return new Shape(kind, millis(charge.per()));
  }

  boolean isWindowed() {
    return perMillis > 0;
  }

  /// Returns whether what was charged at `chargedAt` no longer counts at `at`: the window is (at −
  /// per, at].
  boolean hasLeft(long chargedAtMillis, long atMillis) {
    return isWindowed() && chargedAtMillis <= atMillis - perMillis;
  }

  private static long millis(@Nullable Duration per) {
    return per == null ? 0 : per.toMillis();
  }
}
