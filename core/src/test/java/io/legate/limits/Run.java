package io.legate.limits;

import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.limits.NaiveLimits.Ask;
import io.legate.limits.NaiveLimits.Entry;
import io.legate.limits.NaiveLimits.Pool;
import io.legate.limits.Outcome.Exhausted;
import io.legate.limits.Outcome.Left;
import io.legate.limits.Outcome.Spent;
import io.legate.limits.Outcome.Within;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One random life of a task with two siblings under a root, on the counters and beside them on the
/// naive limits: actions, settlements and steps of time in any order, with the times just before,
/// at and after the edge of a window among the likely ones.
final class Run {

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final HopId ROOT = HopId.at(START);
  private static final List<HopId> ACTORS = List.of(HopId.at(START), HopId.at(START));
  private static final List<Duration> PERS =
      List.of(Duration.ofMillis(100), Duration.ofMillis(640), Duration.ofMillis(1000));
  private static final List<String> AMOUNTS = List.of("0", "0.01", "1", "2.50", "4", "4.01");
  private static final List<String> VALUES = List.of("a", "b", "c", "d");

  private record Open(Reservation reservation, List<Entry> entries) {}

  private final SplittableRandom random;
  private final Wiring wiring;
  private final NaiveLimits naive = new NaiveLimits();
  private final List<Limit> rootLimits = new ArrayList<>();
  private final List<Limit> ownLimits = new ArrayList<>();
  private final List<Open> open = new ArrayList<>();
  private final List<UnaryOperator<Counters>> events = new ArrayList<>();
  private final @Nullable StringBuilder story;
  private Counters counters = Counters.NONE;
  private long now = START.toEpochMilli();

  private Run(long seed, Wiring wiring, @Nullable StringBuilder story) {
    this.story = story;
    this.random = new SplittableRandom(seed);
    this.wiring = wiring;
    limits("root", 1 + random.nextInt(3), rootLimits);
    limits("own", random.nextInt(2), ownLimits);
  }

  /// Returns how the counters broke a promise in this life, null where they kept them all.
  static @Nullable String violation(long seed, Wiring wiring) {
    if (new Run(seed, wiring, null).violation() == null) {
      return null;
    }
    return "seed "
        + seed
        + " "
        + wiring
        + ": "
        + new Run(seed, wiring, new StringBuilder()).violation();
  }

  private @Nullable String violation() {
    try {
      for (int steps = 4 + random.nextInt(24); steps > 0; steps--) {
        step();
      }
      replay();
      return null;
    } catch (Broken | IllegalStateException | IllegalArgumentException e) {
      return "%s%n%s%n%s%n%s".formatted(e, rootLimits, ownLimits, story);
    }
  }

  /// Telling costs more than living, so a life is told only when it is lived again.
  private void tell(Object... words) {
    if (story != null) {
      for (Object word : words) {
        story.append(word).append(' ');
      }
      story.append(System.lineSeparator());
    }
  }

  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String promise) {
      super(promise);
    }
  }

  private static void must(boolean holds, String promise) {
    if (!holds) {
      throw new Broken(promise);
    }
  }

  private void limits(String prefix, int count, List<Limit> limits) {
    for (int i = 0; i < count; i++) {
      String name = prefix + i;
      Duration per = random.nextInt(3) == 0 ? null : pick(PERS);
      String by = random.nextInt(3) == 0 ? "invoice" : null;
      int max = 1 + random.nextInt(4);
      limits.add(
          switch (random.nextInt(4)) {
            case 0 -> new Limit.Count(name, max, per, by);
            case 1 -> new Limit.Sum(name, "amount", BigDecimal.valueOf(max), per, by);
            case 2 -> new Limit.Distinct(name, "payee", max, per);
            default -> new Limit.Rows(name, max, per);
          });
    }
  }

  private void step() {
    switch (random.nextInt(8)) {
      case 0, 1, 2, 3 -> act();
      case 4, 5 -> settle();
      default -> pass();
    }
  }

  private void pass() {
    long per = pick(PERS).toMillis();
    long to =
        switch (random.nextInt(4)) {
          case 0 -> now + random.nextInt(3);
          case 1 -> now + random.nextInt(30);
          case 2 -> now + random.nextLong(2 * per);
          default -> open.isEmpty() ? now : edge(per);
        };
    now = Math.max(now, to);
    tell("at", now);
  }

  private long edge(long per) {
    long chargedAt = pick(open).reservation.at().toEpochMilli();
    long width = (per + 63) / 64;
    return chargedAt + per - 1 + random.nextInt(3) + (random.nextBoolean() ? width - 1 : 0);
  }

  private void act() {
    HopId actor = pick(ACTORS);
    Long maxRows = random.nextBoolean() ? null : 1L + random.nextInt(3);
    var asks = new ArrayList<Ask>();
    var arguments = arguments();
    for (int times = random.nextInt(5) == 0 ? 2 : 1; times > 0; times--) {
      for (Limit limit : rootLimits) {
        asks.add(new Ask(limit, ROOT, arguments, maxRows));
      }
      for (Limit limit : ownLimits) {
        asks.add(new Ask(limit, actor, arguments, maxRows));
      }
      arguments = random.nextBoolean() ? arguments : arguments();
    }
    List<Demand> demands =
        wiring.asked(asks).stream().map(ask -> demand(ask, wiring.carrier(ask, actor))).toList();
    var outcome = counters.check(demands, instant(now));
    tell(asks, "->", outcome);
    var byPool = new LinkedHashMap<Pool, List<Ask>>();
    asks.forEach(ask -> byPool.computeIfAbsent(ask.pool(), _ -> new ArrayList<>()).add(ask));
    switch (outcome) {
      case Within within -> allowed(within, asks, byPool);
      case Exhausted exhausted -> refused(exhausted, demands, byPool);
    }
  }

  private Json.Obj arguments() {
    return Json.Obj.with("amount", pick(AMOUNTS))
        .with("payee", pick(VALUES))
        .with("invoice", pick(VALUES))
        .build();
  }

  private Demand demand(Ask ask, HopId carrier) {
    var limit = wiring.limit(ask.limit());
    return (Demand) Demand.of(limit, carrier, ask.arguments(), ask.maxRows());
  }

  private void allowed(Within within, List<Ask> asks, Map<Pool, List<Ask>> byPool) {
    byPool.forEach((pool, asked) -> must(naive.fits(pool, asked, now, 0), "no limit is overspent"));
    checkRows(within, byPool);
    var at = wiring.chargedAt(within.charges(), instant(now));
    var reservation = new Reservation("d" + events.size(), within.charges(), at);
    var stored = Reservation.fromJson(reservation.toJson());
    must(stored.equals(reservation), "a reservation is read as it was written");
    happened(before -> before.apply(stored.charges(), at));
    open.add(new Open(reservation, naive.charge(asks, within.maxRows(), now)));
    var left = within.left().iterator();
    for (Pool pool : byPool.keySet()) {
      must(left.hasNext(), "what is left is told for every counter");
      checkLeft(pool, left.next());
    }
  }

  private void checkLeft(Pool pool, Left left) {
    var expected = pool.max().subtract(naive.used(pool, now, 0));
    int order = left.left().compareTo(expected);
    must(order <= 0 && left.left().signum() >= 0, "no more is left than there is");
    must(order == 0 || !naive.isExact(pool), "what is left is exact");
  }

  private void checkRows(Within within, Map<Pool, List<Ask>> byPool) {
    Long rows = within.maxRows();
    byPool.forEach(
        (pool, asked) -> {
          if (pool.limit() instanceof Limit.Rows) {
            must(rows != null && rows >= 1, "rows that are limited are told");
            Long wanted = asked.getFirst().maxRows();
            must(rows != null && (wanted == null || rows <= wanted), "no more rows than wanted");
            var used = naive.used(pool, now, 0);
            var given = BigDecimal.valueOf(rows == null ? 0 : rows * asked.size());
            must(used.add(given).compareTo(pool.max()) <= 0, "no rows are overspent");
          }
        });
  }

  private void refused(Exhausted exhausted, List<Demand> demands, Map<Pool, List<Ask>> byPool) {
    byPool.forEach(
        (pool, asked) -> {
          var spent = spent(exhausted, asked.getFirst());
          long slack = pool.isBucketed() ? pool.widthMillis() - 1 : 0;
          boolean surelyFits = naive.fits(pool, asked, now, slack);
          must(
              spent == null || !surelyFits || (!pool.isBucketed() && !naive.isExact(pool)),
              "what fits is not refused");
          must(spent != null || naive.fits(pool, asked, now, 0), "every spent limit is named");
          if (spent != null && spent.retryAt() != null && naive.isExact(pool)) {
            long retryAt = spent.retryAt().toEpochMilli();
            must(naive.fits(pool, asked, retryAt, 0), "it fits when told to retry");
            must(!naive.fits(pool, asked, retryAt - 1, 0), "and not a millisecond before");
          }
        });
    var retryAt = exhausted.retryAt();
    if (retryAt == null) {
      var muchLater = instant(now).plus(Duration.ofDays(999));
      must(counters.check(demands, muchLater) instanceof Exhausted, "never means never");
      return;
    }
    must(retryAt.toEpochMilli() > now, "a retry is in the future");
    must(counters.check(demands, retryAt) instanceof Within, "a retry in time fits");
    must(
        counters.check(demands, retryAt.minusMillis(1)) instanceof Exhausted,
        "a retry a millisecond early does not fit");
  }

  private static @Nullable Spent spent(Exhausted exhausted, Ask ask) {
    var derived = Demand.of(ask.limit(), ask.carrier(), ask.arguments(), ask.maxRows());
    var key = ((Demand) derived).charge().key();
    for (Spent one : exhausted.spent()) {
      if (one.key().equals(key)) {
        return one;
      }
    }
    return null;
  }

  private void settle() {
    if (open.isEmpty()) {
      return;
    }
    Open settled = open.remove(random.nextInt(open.size()));
    Actual actual =
        switch (random.nextInt(4)) {
          case 0, 1 -> new Actual.NotExecuted();
          case 2 -> Actual.Executed.AS_RESERVED;
          default ->
              new Actual.Executed(
                  Map.of("amount", new BigDecimal(pick(AMOUNTS))), (long) random.nextInt(4));
        };
    tell(settled.reservation, "settled", actual);
    must(Actual.fromJson(actual.toJson()).equals(actual), "a report is read as it was written");
    var at = instant(now);
    happened(before -> wiring.settle(before, settled.reservation, actual, at).counters());
    naive.settle(settled.entries, actual);
  }

  private void happened(UnaryOperator<Counters> event) {
    events.add(event);
    counters = event.apply(counters);
  }

  /// The same events, with a restart from a snapshot somewhere among them.
  private void replay() {
    int restart = random.nextInt(events.size() + 1);
    var again = Counters.NONE;
    for (int i = 0; i < events.size(); i++) {
      again = i == restart ? Counters.fromJson(again.toJson()) : again;
      again = events.get(i).apply(again);
    }
    must(again.equals(counters), "the same events make the same state");
    must(again.hashCode() == counters.hashCode(), "equal states have equal hashes");
    must(again.weight() == counters.weight(), "equal states weigh the same");
    must(Jcs.text(again.toJson()).equals(Jcs.text(counters.toJson())), "and the same snapshot");
    must(Counters.fromJson(counters.toJson()).equals(counters), "which is read as it was written");
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
