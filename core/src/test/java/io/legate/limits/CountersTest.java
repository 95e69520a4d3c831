package io.legate.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.limits.Outcome.Left;
import io.legate.limits.Outcome.Spent;
import io.legate.limits.Outcome.Within;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CountersTest extends CountersFixture {
  @Test
  void admitsAsManyAsAreLeft() {
    var limit = rows(100, null);
    assertThat(task.counters.check(List.of(read(limit, 60L)), T))
        .isEqualTo(
            new Within(
                List.of(new Charge.Rows(CounterKey.of(HOP, "rows"), null, 60)),
                60L,
                List.of(
                    new Left(
                        CounterKey.of(HOP, "rows"),
                        BigDecimal.valueOf(100),
                        BigDecimal.valueOf(40)))));
    task.allow(T, read(limit, 60L));
    assertThat(((Within) task.counters.check(List.of(read(limit, 60L)), T)).maxRows())
        .isEqualTo(40L);
    assertThat(((Within) task.counters.check(List.of(read(limit, null)), T)).maxRows())
        .isEqualTo(40L);
    task.allow(T, read(limit, null));
    task.refuse(T, read(limit, 1L));
  }

  @Test
  void areAsFewAsTheLimitWithTheLeastGives() {
    var own = rows(100, null);
    var parents = new Limit.Rows("rows", 30, HOUR);
    var first = task.allow(T, read(own, null), ask(parents, PARENT, Json.Obj.EMPTY, null));
    assertThat(first.charges())
        .allSatisfy(charge -> assertThat(((Charge.Rows) charge).rows()).isEqualTo(30));
    var again = task.refuse(T, read(own, null), ask(parents, PARENT, Json.Obj.EMPTY, null));
    assertThat(again.spent()).extracting(Spent::key).containsExactly(CounterKey.of(PARENT, "rows"));
    assertThat(again.retryAt()).isNotNull();
  }

  @Test
  void areLoweredToWhatWasDisclosed() {
    var limit = rows(10, HOUR);
    var first = task.allow(T, read(limit, null));
    task.settle(first, new Actual.Executed(Map.of(), 4L), T);
    assertThat(((Within) task.counters.check(List.of(read(limit, null)), T)).maxRows())
        .isEqualTo(6L);
  }

  @Test
  void siblingsShareTheirParentsPool() {
    var parents = count(1, null);
    var child = HopId.at(T);
    var sibling = HopId.at(T);
    task.allow(
        T,
        ask(parents, PARENT, Json.Obj.EMPTY, null),
        ask(count(5, null), child, Json.Obj.EMPTY, null));
    var refused =
        task.refuse(
            T,
            ask(parents, PARENT, Json.Obj.EMPTY, null),
            ask(count(5, null), sibling, Json.Obj.EMPTY, null));
    assertThat(refused.spent())
        .extracting(Spent::key)
        .containsExactly(CounterKey.of(PARENT, "uses"));
  }

  @Test
  void everyExhaustedCounterIsNamedAndTheLatestDecides() {
    var hourly = new Limit.Count("hourly", 1, HOUR, null);
    var daily = new Limit.Count("daily", 1, Duration.ofDays(1), null);
    var spend = sum("10", null);
    task.allow(T, use(hourly), use(daily));
    var refused = task.refuse(T, use(hourly), use(daily), pay(spend, "1"));
    assertThat(refused.spent())
        .extracting(spent -> spent.key().limit())
        .containsExactly("hourly", "daily");
    assertThat(refused.retryAt()).isEqualTo(T.plus(Duration.ofDays(1)));
    assertThat(task.refuse(T, use(hourly), pay(spend, "11")).retryAt()).isNull();
  }

  @Test
  void nothingDemandedFits() {
    assertThat(Counters.NONE.check(List.of(), T)).isEqualTo(new Within(List.of(), null, List.of()));
  }

  @Test
  void oneNameCannotHaveTwoMeanings() {
    task.allow(T, use(count(5, null)));
    assertThatThrownBy(() -> task.counters.check(List.of(use(count(5, HOUR))), T))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> Counters.NONE.check(List.of(use(count(5, null)), use(count(6, null))), T))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTaskHasOnlySoManyCountersAndEvictsNone() {
    var once = new Limit.Count("once", 1, null, "invoice");
    for (int i = 0; i < Counters.COUNTERS_MAX; i++) {
      task.allow(T, invoice(once, "INV-" + i));
    }
    assertThat(task.refuse(T, invoice(once, "one more")).retryAt()).isNull();
    task.refuse(T, invoice(once, "INV-0"));
    assertThat(task.counters.size()).isEqualTo(Counters.COUNTERS_MAX);
  }

  @Test
  void countersThatCameToNothingAreSweptAway() {
    var hourly = new Limit.Count("hourly", 1, HOUR, "invoice");
    for (int i = 0; i < 2 * Counters.COUNTERS_MAX; i++) {
      task.allow(T.plus(HOUR.dividedBy(50).multipliedBy(i)), invoice(hourly, "INV-" + i));
    }
    assertThat(task.counters.size()).isLessThanOrEqualTo(102);
  }

  @Test
  void whatIsNotUsedCostsNothing() {
    assertThat(Counters.NONE.weight()).isZero();
    var first = task.allow(T, use(count(5, HOUR)), pay(sum("5", HOUR), "0"));
    assertThat(task.counters.size()).isEqualTo(1);
    task.settle(first, new Actual.NotExecuted(), T);
    assertThat(task.counters.weight()).isZero();
  }
}
