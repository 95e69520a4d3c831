package io.legate.edge;

import java.util.concurrent.atomic.AtomicLong;

/// Places that come back at a steady rate, up to so many at once. Safe for use from many threads.
///
/// It holds one number: when all places would be back if no more were taken (the generic cell rate
/// algorithm). Times are of [System#nanoTime], the same clock throughout.
final class Bucket {

  private final long nanosPerPlace;
  private final long nanosInAll;
  private final AtomicLong fullAt;

  /// A full bucket.
  ///
  /// @param perSecond places that come back in a second
  /// @param places in all
  Bucket(int perSecond, int places, long now) {
    this.nanosPerPlace = 1_000_000_000L / perSecond;
    this.nanosInAll = nanosPerPlace * places;
    this.fullAt = new AtomicLong(now);
  }

  /// Whether there is a place.
  boolean hasPlace(long now) {
    return owed(fullAt.get(), now) + nanosPerPlace <= nanosInAll;
  }

  /// Takes a place, if there is one.
  boolean tryTake(long now) {
    while (true) {
      long before = fullAt.get();
      long owed = owed(before, now) + nanosPerPlace;
      if (owed > nanosInAll) {
        return false;
      }
      if (fullAt.compareAndSet(before, now + owed)) {
        return true;
      }
    }
  }

  /// Takes a place whether or not there is one. What is owed is never more than all places twice,
  /// so that whoever took too many at once waits a while and not for ever.
  void take(long now) {
    fullAt.updateAndGet(
        before -> now + Math.min(owed(before, now) + nanosPerPlace, 2 * nanosInAll));
  }

  /// Gives back a place that was taken.
  void giveBack() {
    fullAt.addAndGet(-nanosPerPlace);
  }

  private static long owed(long fullAt, long now) {
    return Math.max(0, fullAt - now);
  }
}
