package io.legate.limits;

import java.math.BigDecimal;
import java.util.List;

/// The counters after a reservation was settled.
///
/// @param overruns where more was spent than had been reserved. The excess is charged, and may be
///   more than the limit had left
public record Settled(Counters counters, List<Overrun> overruns) {
  public Settled {
    overruns = List.copyOf(overruns);
  }

  /// More was spent than had been reserved.
  public record Overrun(CounterKey key, BigDecimal reserved, BigDecimal actual) {}
}
