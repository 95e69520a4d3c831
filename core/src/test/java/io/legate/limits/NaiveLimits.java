package io.legate.limits;

import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the limits mean, written down with no thought of cost: a list of all that was ever charged,
/// counted anew for each question.
final class NaiveLimits {

  /// What an action asks of one limit.
  record Ask(Limit limit, HopId carrier, Json.Obj arguments, @Nullable Long maxRows) {

    Pool pool() {
      return new Pool(limit, carrier, by());
    }

    private @Nullable Json by() {
      String argument =
          switch (limit) {
            case Limit.Count count -> count.by();
            case Limit.Sum sum -> sum.by();
            case Limit.Distinct _, Limit.Rows _ -> null;
          };
      return argument == null ? null : arguments.get(argument);
    }

    /// The least the ask takes of something that adds up.
    BigDecimal needed() {
      return switch (limit) {
        case Limit.Count _, Limit.Rows _ -> BigDecimal.ONE;
        case Limit.Sum sum -> new BigDecimal(((Json.Str) value(sum.argument())).value());
        case Limit.Distinct _ -> BigDecimal.ZERO;
      };
    }

    private Json value(String argument) {
      return Objects.requireNonNull(arguments.get(argument));
    }

    @Nullable Json value() {
      return limit instanceof Limit.Distinct distinct ? value(distinct.argument()) : null;
    }
  }

  /// What is shared: the limit of a hop, or one value's part of it.
  record Pool(Limit limit, HopId carrier, @Nullable Json by) {

    boolean isWindowed() {
      return limit.per() != null;
    }

    /// Whether the counters know it only to a bucket.
    boolean isBucketed() {
      return isWindowed() && (limit instanceof Limit.Sum || limit instanceof Limit.Rows);
    }

    BigDecimal max() {
      return switch (limit) {
        case Limit.Count count -> BigDecimal.valueOf(count.max());
        case Limit.Sum sum -> sum.max();
        case Limit.Distinct distinct -> BigDecimal.valueOf(distinct.max());
        case Limit.Rows rows -> BigDecimal.valueOf(rows.max());
      };
    }

    long widthMillis() {
      var per = limit.per();
      return per == null ? 1 : (per.toMillis() + 63) / 64;
    }
  }

  /// One charge.
  static final class Entry {
    final Pool pool;
    final @Nullable Json value;
    final long at;
    BigDecimal amount;

    Entry(Pool pool, @Nullable Json value, BigDecimal amount, long at) {
      this.pool = pool;
      this.value = value;
      this.amount = amount;
      this.at = at;
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  /// Pools in which one of several charges for a value was released.
  private final Set<Pool> tooStrict = new HashSet<>();

  /// Whether the counters must agree exactly about this pool.
  boolean isExact(Pool pool) {
    return !pool.isBucketed() && !tooStrict.contains(pool);
  }

  BigDecimal used(Pool pool, long at, long slackMillis) {
    if (pool.limit instanceof Limit.Distinct) {
      return BigDecimal.valueOf(values(pool, at).size());
    }
    var sum = BigDecimal.ZERO;
    for (Entry entry : entries) {
      if (entry.pool.equals(pool) && counts(entry, at, slackMillis)) {
        sum = sum.add(entry.amount);
      }
    }
    return sum;
  }

  private Set<Json> values(Pool pool, long at) {
    var values = new HashSet<Json>();
    for (Entry entry : entries) {
      if (entry.value != null && entry.pool.equals(pool) && counts(entry, at, 0)) {
        values.add(entry.value);
      }
    }
    return values;
  }

  private static boolean counts(Entry entry, long at, long slackMillis) {
    var per = entry.pool.limit.per();
    return per == null || entry.at > at - per.toMillis() - slackMillis;
  }

  /// What the pool holds once `asks`, which all ask it, were allowed at the least.
  BigDecimal usedWith(Pool pool, List<Ask> asks, long at, long slackMillis) {
    if (pool.limit instanceof Limit.Distinct) {
      var values = values(pool, at);
      asks.forEach(ask -> values.add(Objects.requireNonNull(ask.value())));
      return BigDecimal.valueOf(values.size());
    }
    var sum = used(pool, at, slackMillis);
    for (Ask ask : asks) {
      sum = sum.add(ask.needed());
    }
    return sum;
  }

  boolean fits(Pool pool, List<Ask> asks, long at, long slackMillis) {
    return usedWith(pool, asks, at, slackMillis).compareTo(pool.max()) <= 0;
  }

  List<Entry> charge(List<Ask> asks, @Nullable Long rows, long at) {
    var charged = new ArrayList<Entry>();
    for (Ask ask : asks) {
      BigDecimal amount =
          ask.limit() instanceof Limit.Rows && rows != null
              ? BigDecimal.valueOf(rows)
              : ask.needed();
      charged.add(new Entry(ask.pool(), ask.value(), amount, at));
    }
    entries.addAll(charged);
    return charged;
  }

  void settle(List<Entry> reserved, Actual actual) {
    switch (actual) {
      case Actual.NotExecuted _ -> reserved.forEach(this::release);
      case Actual.Executed(var amounts, var rows) -> {
        for (Entry entry : reserved) {
          if (entry.pool.limit instanceof Limit.Sum sum) {
            entry.amount = amounts.getOrDefault(sum.argument(), entry.amount);
          }
          if (entry.pool.limit instanceof Limit.Rows && rows != null) {
            entry.amount = BigDecimal.valueOf(rows);
          }
        }
      }
    }
  }

  private void release(Entry released) {
    entries.remove(released);
    if (released.value == null || !released.pool.isWindowed()) {
      return;
    }
    for (Entry entry : entries) {
      if (entry.pool.equals(released.pool) && released.value.equals(entry.value)) {
        tooStrict.add(released.pool);
      }
    }
  }
}
