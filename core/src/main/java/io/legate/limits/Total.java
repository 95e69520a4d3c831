package io.legate.limits;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// All that was ever charged, for a limit without a window.
record Total(Shape shape, BigDecimal used) implements Tally {

  @Override
  public BigDecimal used(long atMillis) {
    return used;
  }

  @Override
  public @Nullable Long earliest(BigDecimal most, long atMillis) {
    return used.compareTo(most) <= 0 ? atMillis : null;
  }

  @Override
  public @Nullable Total plus(BigDecimal amount, long atMillis) {
    return of(Tally.add(used, amount));
  }

  @Override
  public @Nullable Total corrected(BigDecimal by, long chargedAtMillis) {
    return of(Tally.add(used, by));
  }

  private @Nullable Total of(BigDecimal sum) {
    return sum.signum() == 0 ? null : new Total(shape, sum);
  }

  @Override
  public Total at(long atMillis) {
    return this;
  }

  @Override
  public long weight() {
    return 64;
  }
}
