package io.legate.limits;

import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.limits.Outcome.Left;
import io.legate.limits.Settled.Overrun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// All counters of one task that anything is charged to. Immutable; a changed copy shares what did
/// not change.
///
/// [#check] asks, [#apply] and [#settle] state what happened and never refuse: events are facts.
/// Times are counted in whole milliseconds and must not run backwards from call to call.
public final class Counters {

  /// The most counters of a task. Past it an action that needs one more is refused, because the
  /// oldest may not be forgotten.
  public static final int COUNTERS_MAX = 10_000;

  /// Below this many counters those that have come to nothing are left where they are.
  private static final int SWEEP_MIN = 64;

  /// Nothing charged.
  public static final Counters NONE = new Counters(TreePMap.empty(), SWEEP_MIN, 0);

  private final TreePMap<CounterKey, Counter> byKey;

  /// At how many counters those that have come to nothing are removed. Part of the state, so that
  /// the fold of the same events is the same state.
  private final int sweepAt;

  private final long weight;

  private Counters(TreePMap<CounterKey, Counter> byKey, int sweepAt, long weight) {
    this.byKey = byKey;
    this.sweepAt = sweepAt;
    this.weight = weight;
  }

  static Counters of(Map<CounterKey, Counter> byKey, int sweepAt) {
    long weight = 0;
    for (var one : byKey.entrySet()) {
      weight += weight(one.getKey(), one.getValue());
    }
    return new Counters(TreePMap.from(byKey), sweepAt, weight);
  }

  /// Returns whether all demands of one action fit, and what allowing it takes. Several demands on
  /// one counter add up.
  ///
  /// Rows are given out as far as they go: of all limits that count rows the one with the least
  /// left says how many, and none at all does not fit.
  ///
  /// @throws IllegalArgumentException if two limits of different meaning share a counter; a
  ///   boundary in which they do must have been refused
  public Outcome check(List<Demand> demands, Instant at) {
    return new Admission(this, at.toEpochMilli()).decide(demands);
  }

  /// Returns the counters after an ALLOW took `charges`.
  public Counters apply(List<Charge> charges, Instant at) {
    long millis = at.toEpochMilli();
    Counters next = this;
    for (Charge charge : charges) {
      Counter before = next.byKey.get(charge.key());
      if (before == null && next.byKey.size() >= next.sweepAt) {
        next = next.swept(millis);
      }
      next = next.with(charge.key(), Counter.plus(before, charge, millis));
    }
    return next;
  }

  /// Returns the counters after a reservation was settled: lowered to what was spent, or released.
  /// What was spent beyond the reservation is charged and reported.
  ///
  /// A charge is settled at the time it was made; once that has left the window, its counter is as
  /// it was. This does NOT check that the reservation is still open.
  ///
  /// @throws IllegalStateException if it notices that more is released than was charged
  public Settled settle(Reservation reservation, Actual actual, Instant at) {
    long chargedAt = reservation.at().toEpochMilli();
    long millis = at.toEpochMilli();
    var overruns = new ArrayList<Overrun>();
    Counters next = this;
    for (Charge charge : reservation.charges()) {
      Counter before = next.byKey.get(charge.key());
      next = next.with(charge.key(), Counter.settled(before, charge, actual, chargedAt, millis));
      if (!(charge instanceof Charge.Distinct)) {
        var reserved = Tally.amount(charge);
        var spent = Tally.actual(charge, actual);
        if (spent.compareTo(reserved) > 0) {
          overruns.add(new Overrun(charge.key(), reserved, spent));
        }
      }
    }
    return new Settled(next, overruns);
  }

  /// Returns what is left of limits that a hop carries: of one that counts by a value, for each
  /// value of which something is charged; of any other one figure.
  public List<Left> left(HopId hop, List<Limit> limits, Instant at) {
    return new Remaining(byKey, at.toEpochMilli()).of(hop, limits);
  }

  @Nullable Counter get(CounterKey key) {
    return byKey.get(key);
  }

  /// Returns whether `more` counters fit beside those that still count something.
  boolean hasRoomFor(int more, long atMillis) {
    return byKey.size() + more <= COUNTERS_MAX
        || swept(atMillis).byKey.size() + more <= COUNTERS_MAX;
  }

  private Counters with(CounterKey key, @Nullable Counter counter) {
    Counter before = byKey.get(key);
    if (Objects.equals(before, counter)) {
      return this;
    }
    long without = weight - (before == null ? 0 : weight(key, before));
    return counter == null
        ? new Counters(byKey.minus(key), sweepAt, without)
        : new Counters(byKey.plus(key, counter), sweepAt, without + weight(key, counter));
  }

  /// Swept again when there are twice as many, so that a charge pays for a constant share of it.
  private Counters swept(long atMillis) {
    Counters next = this;
    for (var one : byKey.entrySet()) {
      next = next.with(one.getKey(), one.getValue().at(atMillis));
    }
    int sweepNext = Math.clamp(2L * next.byKey.size(), SWEEP_MIN, COUNTERS_MAX);
    return new Counters(next.byKey, sweepNext, next.weight);
  }

  /// Returns how many counters there are.
  public int size() {
    return byKey.size();
  }

  /// Returns roughly how many bytes of memory all of it takes.
  public long weight() {
    return weight;
  }

  private static long weight(CounterKey key, Counter counter) {
    return 192 + (key.by() == null ? 0 : 56 + key.by().length()) + counter.weight();
  }

  /// Returns the counters as they stand in a snapshot. Equal counters have equal canonical text.
  public Json.Obj toJson() {
    return StoredCounters.write(byKey, sweepAt);
  }

  /// Reads what [#toJson] wrote.
  ///
  /// @throws IllegalArgumentException if it did not
  public static Counters fromJson(Json json) {
    return StoredCounters.read(json);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Counters counters
        && sweepAt == counters.sweepAt
        && byKey.equals(counters.byKey);
  }

  @Override
  public int hashCode() {
    return 31 * byKey.hashCode() + sweepAt;
  }

  @Override
  public String toString() {
    return Jcs.text(toJson());
  }
}
