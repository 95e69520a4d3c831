package io.legate.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.limits.Outcome.Exhausted;
import io.legate.limits.Outcome.Within;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the tests of the counters share: a task, and how its actions ask.
abstract class CountersFixture {

  static final Instant T = Instant.parse("2026-11-22T10:00:00Z");
  static final HopId HOP = HopId.at(T);
  static final HopId PARENT = HopId.at(T);
  static final Duration HOUR = Duration.ofHours(1);

  /// A task in which actions are allowed, one after the other.
  static final class Task {
    Counters counters = Counters.NONE;

    Reservation allow(Instant at, Demand... demands) {
      var outcome = counters.check(List.of(demands), at);
      assertThat(outcome).isInstanceOf(Within.class);
      var charges = ((Within) outcome).charges();
      counters = counters.apply(charges, at);
      return new Reservation("d", charges, at);
    }

    Exhausted refuse(Instant at, Demand... demands) {
      var outcome = counters.check(List.of(demands), at);
      assertThat(outcome).isInstanceOf(Exhausted.class);
      return (Exhausted) outcome;
    }

    Settled settle(Reservation reservation, Actual actual, Instant at) {
      var settled = counters.settle(reservation, actual, at);
      counters = settled.counters();
      return settled;
    }
  }

  final Task task = new Task();

  static Demand use(Limit limit) {
    return ask(limit, HOP, Json.Obj.EMPTY, null);
  }

  static Demand pay(Limit limit, String amount) {
    return ask(limit, HOP, Json.Obj.with("amount", amount).build(), null);
  }

  static Demand invoice(Limit limit, String invoice) {
    return ask(limit, HOP, Json.Obj.with("invoice", invoice).build(), null);
  }

  static Demand payee(Limit limit, String payee) {
    return ask(limit, HOP, Json.Obj.with("payee", payee).build(), null);
  }

  static Demand read(Limit limit, @Nullable Long rows) {
    return ask(limit, HOP, Json.Obj.EMPTY, rows);
  }

  static Demand ask(Limit limit, HopId hop, Json.Obj arguments, @Nullable Long rows) {
    return (Demand) Demand.of(limit, hop, arguments, rows);
  }

  static Actual spent(String amount) {
    return new Actual.Executed(Map.of("amount", new BigDecimal(amount)), null);
  }

  static Limit count(long max, @Nullable Duration per) {
    return new Limit.Count("uses", max, per, null);
  }

  static Limit sum(String max, @Nullable Duration per) {
    return new Limit.Sum("spend", "amount", new BigDecimal(max), per, null);
  }

  static Limit distinct(int max, @Nullable Duration per) {
    return new Limit.Distinct("payees", "payee", max, per);
  }

  static Limit rows(long max, @Nullable Duration per) {
    return new Limit.Rows("rows", max, per);
  }
}
