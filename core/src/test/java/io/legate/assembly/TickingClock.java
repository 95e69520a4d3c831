package io.legate.assembly;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A clock that moves only when it is told to.
public final class TickingClock extends Clock {

  private volatile Instant now;

  /// Starts at `now`.
  public TickingClock(Instant now) {
    this.now = now;
  }

  /// Moves on.
  public void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
