package io.legate.limits;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether the demands of one action fit what is left, all of them or none.
public sealed interface Outcome {

  /// All fit.
  ///
  /// @param charges what allowing the action takes, one for each demand in their order
  /// @param maxRows the most rows that may be disclosed; null where no limit counts rows
  /// @param left what is then left, one for each counter
  record Within(List<Charge> charges, @Nullable Long maxRows, List<Left> left) implements Outcome {
    public Within {
      charges = List.copyOf(charges);
      left = List.copyOf(left);
    }
  }

  /// At least one does not fit. Nothing is charged.
  ///
  /// @param spent every counter that stands against the action; never empty
  record Exhausted(List<Spent> spent) implements Outcome {
    public Exhausted {
      spent = List.copyOf(spent);
      if (spent.isEmpty()) {
        throw new IllegalArgumentException("an exhaustion needs a counter");
      }
    }

    /// Returns the first instant at which the same demands fit if nothing else happens, null if
    /// waiting alone never helps.
    public @Nullable Instant retryAt() {
      Instant latest = Instant.MIN;
      for (Spent one : spent) {
        if (one.retryAt() == null) {
          return null;
        }
        latest = one.retryAt().isAfter(latest) ? one.retryAt() : latest;
      }
      return latest;
    }
  }

  /// What is left of a counter, in the limit's own unit; not negative.
  ///
  /// @param before the action
  /// @param left after it
  record Left(CounterKey key, BigDecimal before, BigDecimal left) {}

  /// A counter that stands against an action.
  ///
  /// @param left what is left of it; not negative
  /// @param retryAt the first instant at which the demand on this counter fits if nothing else
  ///   happens; null for never
  record Spent(CounterKey key, BigDecimal left, @Nullable Instant retryAt) {}
}
