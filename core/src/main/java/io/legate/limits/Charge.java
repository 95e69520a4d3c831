package io.legate.limits;

import io.legate.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one ALLOW takes from one counter. It stands in the event, and says all that the fold needs
/// to know of the limit.
public sealed interface Charge {

  /// Returns the counter.
  CounterKey key();

  /// Returns the length of the counter's sliding window in whole milliseconds, null for the life of
  /// the task.
  @Nullable Duration per();

  /// One use.
  record Count(CounterKey key, @Nullable Duration per) implements Charge {}

  /// An amount.
  ///
  /// @param argument the argument it is the value of
  /// @param amount not negative; kept without trailing zeros
  record Sum(CounterKey key, @Nullable Duration per, String argument, BigDecimal amount)
      implements Charge {
    public Sum {
      if (amount.signum() < 0) {
        throw new IllegalArgumentException("negative amount");
      }
      amount = Tally.plain(amount);
    }
  }

  /// A value.
  record Distinct(CounterKey key, @Nullable Duration per, ValueHash value) implements Charge {}

  /// Rows that may be disclosed.
  ///
  /// @param rows not negative
  record Rows(CounterKey key, @Nullable Duration per, long rows) implements Charge {
    public Rows {
      if (rows < 0) {
        throw new IllegalArgumentException("negative rows");
      }
    }
  }

  /// Returns charges as they stand in an event.
  static Json.Arr toJson(List<Charge> charges) {
    return Stored.write(charges);
  }

  /// Reads what [#toJson] wrote.
  ///
  /// @throws IllegalArgumentException if it did not
  static List<Charge> fromJson(Json json) {
    return Stored.charges(json);
  }
}
