package io.legate.client.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/// When to replace something that ends.
public final class Renewal {

  private Renewal() {}

  /// Returns a moment between 60 and 80 percent of the way, at random, so that many who were issued
  /// together do not come back together.
  public static Instant at(Instant from, Instant until) {
    long millis = Duration.between(from, until).toMillis();
    long percent = ThreadLocalRandom.current().nextLong(60, 81);
    return from.plusMillis(Math.max(0, millis) * percent / 100);
  }
}
