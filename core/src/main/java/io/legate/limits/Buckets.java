package io.legate.limits;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was charged in each stretch of a window, oldest first and only where it is not nothing.
///
/// A bucket counts as long as any instant of it lies within the window. So a charge may count up to
/// a bucket's width too long and never too short, and however many charges there are, at most
/// [#COUNT] + 1 amounts are kept.
///
/// @param buckets by ascending index
record Buckets(Shape shape, List<Bucket> buckets) implements Tally {

  /// Into how many buckets a window is cut.
  static final int COUNT = 64;

  /// What was charged in the stretch from `index` to `index + 1` times the width.
  record Bucket(long index, BigDecimal amount) {}

  Buckets {
    buckets = List.copyOf(buckets);
  }

  static Buckets none(Shape shape) {
    return new Buckets(shape, List.of());
  }

  @Override
  public BigDecimal used(long atMillis) {
    var sum = BigDecimal.ZERO;
    for (Bucket bucket : buckets) {
      sum = hasLeft(bucket.index, atMillis) ? sum : sum.add(bucket.amount);
    }
    return sum;
  }

  @Override
  public @Nullable Long earliest(BigDecimal most, long atMillis) {
    var sum = used(atMillis);
    long earliest = atMillis;
    for (Bucket bucket : buckets) {
      if (sum.compareTo(most) <= 0) {
        break;
      }
      if (!hasLeft(bucket.index, atMillis)) {
        sum = sum.subtract(bucket.amount);
        earliest = lastMillis(bucket.index) + shape.perMillis();
      }
    }
    return earliest;
  }

  @Override
  public @Nullable Buckets plus(BigDecimal amount, long atMillis) {
    if (!buckets.isEmpty() && index(atMillis) < buckets.getLast().index) {
      throw new IllegalArgumentException("time runs backwards");
    }
    return corrected(amount, atMillis);
  }

  @Override
  public @Nullable Buckets corrected(BigDecimal by, long chargedAtMillis) {
    long index = index(chargedAtMillis);
    var changed = new ArrayList<Bucket>(buckets.size() + 1);
    var amount = BigDecimal.ZERO;
    int place = 0;
    for (Bucket bucket : buckets) {
      if (bucket.index == index) {
        amount = bucket.amount;
      } else {
        changed.add(bucket);
        place += bucket.index < index ? 1 : 0;
      }
    }
    amount = Tally.add(amount, by);
    if (amount.signum() > 0) {
      changed.add(place, new Bucket(index, amount));
    }
    return changed.isEmpty() ? null : new Buckets(shape, changed);
  }

  @Override
  public @Nullable Buckets at(long atMillis) {
    int gone = 0;
    while (gone < buckets.size() && hasLeft(buckets.get(gone).index, atMillis)) {
      gone++;
    }
    if (gone == 0) {
      return this;
    }
    return gone == buckets.size()
        ? null
        : new Buckets(shape, buckets.subList(gone, buckets.size()));
  }

  /// Returns whether the bucket that a charge of `chargedAtMillis` went to no longer counts.
  static boolean chargeHasLeft(Shape shape, long chargedAtMillis, long atMillis) {
    var buckets = none(shape);
    return buckets.hasLeft(buckets.index(chargedAtMillis), atMillis);
  }

  private boolean hasLeft(long index, long atMillis) {
    return shape.hasLeft(lastMillis(index), atMillis);
  }

  private long lastMillis(long index) {
    return (index + 1) * width() - 1;
  }

  private long index(long millis) {
    return Math.floorDiv(millis, width());
  }

  /// Rounded up: with narrower buckets a window would need more of them.
  private long width() {
    return Math.ceilDiv(shape.perMillis(), (long) COUNT);
  }

  @Override
  public long weight() {
    return 72 + 72L * buckets.size();
  }
}
