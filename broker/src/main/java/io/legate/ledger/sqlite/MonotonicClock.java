package io.legate.ledger.sqlite;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// What the wall clock would say had nobody set it: its reading at the start plus the time that the
/// monotonic clock has counted since.
///
/// An embedded ledger has no database server whose clock it could ask, so this is what stands
/// against a clock that jumps. It follows a wall clock that drifts slowly: whenever the two have
/// stayed within [#DRIFT_MAX] of each other for a minute, it takes the wall clock's reading. A jump
/// is never followed; it ends with a restart, or when the clock is set back.
public final class MonotonicClock implements InstantSource {

  private static final Duration DRIFT_MAX = Duration.ofMillis(200);
  private static final long FOLLOW_NANOS = Duration.ofMinutes(1).toNanos();

  private final InstantSource wall;
  private final LongSupplier nanos;
  private Instant start;
  private long startNanos;

  /// @param wall the wall clock
  /// @param nanos counts nanoseconds and is never set, such as [System#nanoTime]
  public MonotonicClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.start = wall.instant();
    this.startNanos = nanos.getAsLong();
  }

  @Override
  public synchronized Instant instant() {
    long elapsed = nanos.getAsLong() - startNanos;
    Instant counted = start.plusNanos(elapsed);
    if (elapsed < FOLLOW_NANOS) {
      return counted;
    }
    Instant shown = wall.instant();
    if (Duration.between(counted, shown).abs().compareTo(DRIFT_MAX) > 0) {
      return counted;
    }
    start = shown;
    startNanos += elapsed;
    return shown;
  }
}
