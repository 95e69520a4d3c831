package io.legate.limits;

import io.legate.boundary.Limit;
import io.legate.limits.Outcome.Left;
import io.legate.limits.Outcome.Spent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One look at the counters: whether all demands of an action fit.
final class Admission {

  private final Counters counters;
  private final long atMillis;
  private final List<Left> left = new ArrayList<>();
  private final List<Spent> spent = new ArrayList<>();

  Admission(Counters counters, long atMillis) {
    this.counters = counters;
    this.atMillis = atMillis;
  }

  Outcome decide(List<Demand> demands) {
    Map<CounterKey, List<Demand>> byKey = byKey(demands);
    Long maxRows = maxRows(byKey);
    byKey.forEach((key, asked) -> weigh(key, asked, maxRows));
    refuseIfFull(byKey);
    return spent.isEmpty()
        ? new Outcome.Within(charges(demands, maxRows), maxRows, left)
        : new Outcome.Exhausted(spent);
  }

  private static Map<CounterKey, List<Demand>> byKey(List<Demand> demands) {
    var byKey = new LinkedHashMap<CounterKey, List<Demand>>();
    for (Demand demand : demands) {
      var asked = byKey.computeIfAbsent(demand.charge().key(), _ -> new ArrayList<>(1));
      asked.add(demand);
      if (!asked.getFirst().limit().equals(demand.limit())) {
        throw new IllegalArgumentException(
            "limit `" + demand.limit().name() + "` has two meanings");
      }
    }
    return byKey;
  }

  /// Returns how many rows every limit that counts them can give, null where none does.
  private @Nullable Long maxRows(Map<CounterKey, List<Demand>> byKey) {
    Long most = null;
    for (var asked : byKey.entrySet()) {
      for (Demand demand : asked.getValue()) {
        if (demand.charge() instanceof Charge.Rows rows) {
          var share = BigDecimal.valueOf(asked.getValue().size());
          var each = unused(demand).divide(share, RoundingMode.DOWN).longValueExact();
          long here = Math.min(each, rows.rows());
          most = most == null ? here : Math.min(most, here);
        }
      }
    }
    return most;
  }

  private void weigh(CounterKey key, List<Demand> asked, @Nullable Long maxRows) {
    switch (asked.getFirst().charge()) {
      case Charge.Count _, Charge.Sum _ -> {
        var needed = BigDecimal.ZERO;
        for (Demand demand : asked) {
          needed = needed.add(Tally.amount(demand.charge()));
        }
        weigh(key, asked.getFirst(), needed, needed);
      }
      case Charge.Rows _ -> {
        var share = BigDecimal.valueOf(asked.size());
        var given = BigDecimal.valueOf(maxRows == null ? 0 : maxRows).multiply(share);
        weigh(key, asked.getFirst(), share, given);
      }
      case Charge.Distinct _ -> weighValues(key, asked);
    }
  }

  /// @param needed below this the demand does not fit
  /// @param taken what it takes if it fits
  private void weigh(CounterKey key, Demand demand, BigDecimal needed, BigDecimal taken) {
    BigDecimal max = ceiling(demand.limit());
    BigDecimal used = tally(demand).used(atMillis);
    if (used.add(needed).compareTo(max) <= 0) {
      BigDecimal before = max.subtract(used);
      left.add(new Left(key, Tally.plain(before), Tally.plain(before.subtract(taken))));
      return;
    }
    BigDecimal room = max.subtract(needed);
    Long earliest = room.signum() < 0 ? null : tally(demand).earliest(room, atMillis);
    spent.add(new Spent(key, Tally.plain(unused(demand)), instant(earliest)));
  }

  private void weighValues(CounterKey key, List<Demand> asked) {
    Set<ValueHash> wanted = new HashSet<>();
    for (Demand demand : asked) {
      if (demand.charge() instanceof Charge.Distinct distinct) {
        wanted.add(distinct.value());
      }
    }
    Charge charge = asked.getFirst().charge();
    Counter counter = counters.get(key);
    Shape shape = Counter.shape(counter, charge);
    long[] others =
        counter instanceof Values values ? values.othersThan(wanted, atMillis) : new long[0];
    int max = ceiling(asked.getFirst().limit()).intValueExact();
    int met = counter instanceof Values values ? values.othersThan(Set.of(), atMillis).length : 0;
    int over = others.length + wanted.size() - max;
    if (over <= 0) {
      left.add(new Left(key, BigDecimal.valueOf((long) max - met), BigDecimal.valueOf(-over)));
      return;
    }
    boolean helps = shape.isWindowed() && wanted.size() <= max;
    Long earliest = helps ? others[over - 1] + shape.perMillis() : null;
    spent.add(new Spent(key, BigDecimal.valueOf(Math.max(0, max - met)), instant(earliest)));
  }

  /// Counters are not evicted to make room: a full task waits until some have come to nothing.
  private void refuseIfFull(Map<CounterKey, List<Demand>> byKey) {
    List<CounterKey> added =
        byKey.keySet().stream().filter(key -> counters.get(key) == null).toList();
    if (!added.isEmpty() && !counters.hasRoomFor(added.size(), atMillis)) {
      added.forEach(key -> spent.add(new Spent(key, BigDecimal.ZERO, null)));
    }
  }

  private static List<Charge> charges(List<Demand> demands, @Nullable Long maxRows) {
    var charges = new ArrayList<Charge>(demands.size());
    for (Demand demand : demands) {
      charges.add(
          demand.charge() instanceof Charge.Rows(var key, var per, _) && maxRows != null
              ? new Charge.Rows(key, per, maxRows)
              : demand.charge());
    }
    return charges;
  }

  private BigDecimal unused(Demand demand) {
    var unused = ceiling(demand.limit()).subtract(tally(demand).used(atMillis));
    return unused.max(BigDecimal.ZERO);
  }

  private Tally tally(Demand demand) {
    Counter counter = counters.get(demand.charge().key());
    Shape shape = Counter.shape(counter, demand.charge());
    return counter instanceof Tally tally ? tally : Tally.none(shape);
  }

  /// Returns the most that a limit admits.
  static BigDecimal ceiling(Limit limit) {
    return switch (limit) {
      case Limit.Count count -> BigDecimal.valueOf(count.max());
      case Limit.Sum sum -> sum.max();
      case Limit.Distinct distinct -> BigDecimal.valueOf(distinct.max());
      case Limit.Rows rows -> BigDecimal.valueOf(rows.max());
    };
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
