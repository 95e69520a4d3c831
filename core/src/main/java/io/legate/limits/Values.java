package io.legate.limits;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// Which values were met, and when last: exact, and as many as the limit is high.
///
/// A value is released when all that was charged for it is. Of several charges for one value in one
/// window, releasing the last does not bring back the time of the one before; the value then stays
/// for as long as if it had been met. That is too strict at times, and never too lax.
record Values(Shape shape, TreePMap<ValueHash, Met> met) implements Counter {

  /// @param lastMillis when last
  /// @param holds how many charges have not been released, since the value was not there
  record Met(long lastMillis, int holds) {}

  static Values plus(@Nullable Values values, Shape shape, ValueHash value, long atMillis) {
    TreePMap<ValueHash, Met> met = values == null ? TreePMap.empty() : values.met;
    Met before = met.get(value);
    if (before != null && atMillis < before.lastMillis) {
      throw new IllegalArgumentException("time runs backwards");
    }
    int holds = before == null ? 1 : before.holds + 1;
    return new Values(shape, met.plus(value, new Met(atMillis, holds)));
  }

  /// Returns the values without one of the charges for `value`, which still counts.
  static @Nullable Values minus(@Nullable Values values, ValueHash value) {
    Met before = values == null ? null : values.met.get(value);
    if (values == null || before == null) {
      throw new IllegalStateException("more released than charged");
    }
    return before.holds > 1
        ? values.of(values.met.plus(value, new Met(before.lastMillis, before.holds - 1)))
        : values.of(values.met.minus(value));
  }

  @Override
  public @Nullable Values at(long atMillis) {
    if (!shape.isWindowed()) {
      return this;
    }
    TreePMap<ValueHash, Met> still = met;
    for (var one : met.entrySet()) {
      if (shape.hasLeft(one.getValue().lastMillis, atMillis)) {
        still = still.minus(one.getKey());
      }
    }
    return still.size() == met.size() ? this : of(still);
  }

  private @Nullable Values of(TreePMap<ValueHash, Met> some) {
    return some.isEmpty() ? null : new Values(shape, some);
  }

  /// Returns when each value but `these` was last met, where it still counts, oldest first.
  long[] othersThan(Set<ValueHash> these, long atMillis) {
    return met.entrySet().stream()
        .filter(one -> !these.contains(one.getKey()))
        .mapToLong(one -> one.getValue().lastMillis)
        .filter(lastMillis -> !shape.hasLeft(lastMillis, atMillis))
        .sorted()
        .toArray();
  }

  @Override
  public long weight() {
    return 64 + 144L * met.size();
  }
}
