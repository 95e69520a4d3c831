package io.legate.limits;

import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.limits.Outcome.Left;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// What is left of limits, for whoever looks and asks for nothing.
record Remaining(TreePMap<CounterKey, Counter> counters, long atMillis) {

  List<Left> of(HopId hop, List<Limit> limits) {
    var left = new ArrayList<Left>();
    for (Limit limit : limits) {
      var key = CounterKey.of(hop, limit.name());
      if (isByValue(limit)) {
        addValues(key, limit, left);
      } else {
        left.add(left(key, limit, used(counters.get(key))));
      }
    }
    return left;
  }

  /// The counters for single values follow the one for none. A value of which nothing counts any
  /// more is as one that was never met.
  private void addValues(CounterKey none, Limit limit, List<Left> left) {
    for (var one : counters.tailMap(none, false).entrySet()) {
      CounterKey key = one.getKey();
      if (!key.hop().equals(none.hop()) || !key.limit().equals(none.limit())) {
        return;
      }
      BigDecimal used = used(one.getValue());
      if (used.signum() > 0) {
        left.add(left(key, limit, used));
      }
    }
  }

  private BigDecimal used(@Nullable Counter counter) {
    return switch (counter) {
      case null -> BigDecimal.ZERO;
      case Tally tally -> tally.used(atMillis);
      case Values values -> BigDecimal.valueOf(values.othersThan(Set.of(), atMillis).length);
    };
  }

  /// What was settled may be more than what was reserved, and nothing is less than nothing.
  private static Left left(CounterKey key, Limit limit, BigDecimal used) {
    BigDecimal left = Tally.plain(Admission.ceiling(limit).subtract(used).max(BigDecimal.ZERO));
    return new Left(key, left, left);
  }

  private static boolean isByValue(Limit limit) {
    return switch (limit) {
      case Limit.Count count -> count.by() != null;
      case Limit.Sum sum -> sum.by() != null;
      case Limit.Distinct _, Limit.Rows _ -> false;
    };
  }
}
