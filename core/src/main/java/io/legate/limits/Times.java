package io.legate.limits;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// When each use of a window was charged, oldest first: exact, and as long as the limit is high.
final class Times implements Tally {

  private final Shape shape;
  private final long[] millis;

  /// @param millis ascending, not touched afterwards
  Times(Shape shape, long[] millis) {
    this.shape = shape;
    this.millis = millis;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  long[] millis() {
    return millis.clone();
  }

  @Override
  public BigDecimal used(long atMillis) {
    return BigDecimal.valueOf(millis.length - gone(atMillis));
  }

  @Override
  public @Nullable Long earliest(BigDecimal most, long atMillis) {
    if (used(atMillis).compareTo(most) <= 0) {
      return atMillis;
    }
    // The last one that must go: after it exactly `most` remain.
    int last = millis.length - most.intValueExact() - 1;
    return millis[last] + shape.perMillis();
  }

  @Override
  public Times plus(BigDecimal amount, long atMillis) {
    int count = amount.intValueExact();
    if (millis.length > 0 && atMillis < millis[millis.length - 1]) {
      throw new IllegalArgumentException("time runs backwards");
    }
    long[] more = Arrays.copyOf(millis, millis.length + count);
    Arrays.fill(more, millis.length, more.length, atMillis);
    return new Times(shape, more);
  }

  @Override
  public @Nullable Times corrected(BigDecimal by, long chargedAtMillis) {
    int found = Arrays.binarySearch(millis, chargedAtMillis);
    if (found < 0 || by.intValueExact() != -1) {
      throw new IllegalStateException("more released than charged");
    }
    long[] fewer = new long[millis.length - 1];
    System.arraycopy(millis, 0, fewer, 0, found);
    System.arraycopy(millis, found + 1, fewer, found, fewer.length - found);
    return fewer.length == 0 ? null : new Times(shape, fewer);
  }

  @Override
  public @Nullable Times at(long atMillis) {
    int gone = gone(atMillis);
    if (gone == 0) {
      return this;
    }
    return gone == millis.length
        ? null
        : new Times(shape, Arrays.copyOfRange(millis, gone, millis.length));
  }

  /// Returns how many have left the window.
  private int gone(long atMillis) {
    int low = 0;
    int high = millis.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (shape.hasLeft(millis[middle], atMillis)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public long weight() {
    return 64 + 8L * millis.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Times times
        && shape.equals(times.shape)
        && Arrays.equals(millis, times.millis);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(millis);
  }
}
