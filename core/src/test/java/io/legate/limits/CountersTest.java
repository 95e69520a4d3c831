package io.legate.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.limits.Outcome.Exhausted;
import io.legate.limits.Outcome.Left;
import io.legate.limits.Outcome.Spent;
import io.legate.limits.Outcome.Within;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class CountersTest {

  private static final Instant T = Instant.parse("2026-11-22T10:00:00Z");
  private static final HopId HOP = HopId.at(T);
  private static final HopId PARENT = HopId.at(T);
  private static final Duration HOUR = Duration.ofHours(1);

  /// A task in which actions are allowed, one after the other.
  private static final class Task {
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

  private final Task task = new Task();

  private static Demand use(Limit limit) {
    return ask(limit, HOP, Json.Obj.EMPTY, null);
  }

  private static Demand pay(Limit limit, String amount) {
    return ask(limit, HOP, Json.Obj.with("amount", amount).build(), null);
  }

  private static Demand invoice(Limit limit, String invoice) {
    return ask(limit, HOP, Json.Obj.with("invoice", invoice).build(), null);
  }

  private static Demand payee(Limit limit, String payee) {
    return ask(limit, HOP, Json.Obj.with("payee", payee).build(), null);
  }

  private static Demand read(Limit limit, @Nullable Long rows) {
    return ask(limit, HOP, Json.Obj.EMPTY, rows);
  }

  private static Demand ask(Limit limit, HopId hop, Json.Obj arguments, @Nullable Long rows) {
    return (Demand) Demand.of(limit, hop, arguments, rows);
  }

  private static Actual spent(String amount) {
    return new Actual.Executed(Map.of("amount", new BigDecimal(amount)), null);
  }

  private static Limit count(long max, @Nullable Duration per) {
    return new Limit.Count("uses", max, per, null);
  }

  private static Limit sum(String max, @Nullable Duration per) {
    return new Limit.Sum("spend", "amount", new BigDecimal(max), per, null);
  }

  private static Limit distinct(int max, @Nullable Duration per) {
    return new Limit.Distinct("payees", "payee", max, per);
  }

  private static Limit rows(long max, @Nullable Duration per) {
    return new Limit.Rows("rows", max, per);
  }

  @Nested
  class Count {
    @Test
    void admitsItsNumberAndNotOneMore() {
      task.allow(T, use(count(2, null)));
      task.allow(T, use(count(2, null)));
      assertThat(task.refuse(T.plus(Duration.ofDays(999)), use(count(2, null))).retryAt()).isNull();
    }

    @Test
    void countsWhatIsYoungerThanTheWindowAndNotWhatIsAsOld() {
      var limit = count(1, HOUR);
      task.allow(T, use(limit));
      var edge = T.plus(HOUR);
      assertThat(task.refuse(T, use(limit)).retryAt()).isEqualTo(edge);
      assertThat(task.refuse(edge.minusMillis(1), use(limit)).retryAt()).isEqualTo(edge);
      task.allow(edge, use(limit));
      task.refuse(edge, use(limit));
    }

    @Test
    void keepsNoTimeThatHasLeftTheWindow() {
      var limit = count(2, HOUR);
      for (int i = 0; i < 100; i++) {
        task.allow(T.plus(HOUR.multipliedBy(i)), use(limit));
      }
      assertThat(task.counters.get(CounterKey.of(HOP, "uses")))
          .isInstanceOfSatisfying(Times.class, kept -> assertThat(kept.millis()).hasSize(1));
    }

    @Test
    void keepsAValuesCounterApartFromAnothers() {
      var once = new Limit.Count("once", 1, null, "invoice");
      task.allow(T, invoice(once, "A"));
      task.allow(T, invoice(once, "B"));
      assertThat(task.refuse(T, invoice(once, "A")).spent())
          .containsExactly(
              new Spent(CounterKey.of(HOP, "once", new Json.Str("A")), BigDecimal.ZERO, null));
    }

    @Test
    void addsUpWithinOneDecision() {
      var limit = count(3, HOUR);
      task.allow(T, use(limit), use(limit));
      assertThat(task.refuse(T.plusMillis(5), use(limit), use(limit)).retryAt())
          .isEqualTo(T.plus(HOUR));
      var asTooMany = new Demand[] {use(limit), use(limit), use(limit), use(limit)};
      assertThat(task.refuse(T.plusMillis(5), asTooMany).retryAt()).isNull();
    }

    @Test
    void isGivenBackExactlyWhenNothingWasExecuted() {
      var limit = count(2, HOUR);
      task.allow(T, use(limit));
      var before = task.counters;
      var second = task.allow(T.plusMillis(1), use(limit));
      task.settle(second, new Actual.NotExecuted(), T.plusMillis(2));
      assertThat(task.counters).isEqualTo(before);
      task.allow(T.plusMillis(3), use(limit));
      task.refuse(T.plusMillis(3), use(limit));
    }

    @Test
    void staysChargedWhenExecuted() {
      var only = task.allow(T, use(count(1, null)));
      task.settle(only, Actual.Executed.AS_RESERVED, T);
      task.refuse(T, use(count(1, null)));
    }

    @Test
    void isNotGivenBackAgainAfterItLeftTheWindow() {
      var limit = count(1, HOUR);
      var first = task.allow(T, use(limit));
      task.allow(T.plus(HOUR), use(limit));
      task.settle(first, new Actual.NotExecuted(), T.plus(HOUR));
      task.refuse(T.plus(HOUR), use(limit));
    }

    @Test
    void cannotBeGivenBackTwice() {
      for (var per : new @Nullable Duration[] {null, HOUR}) {
        var one = new Task();
        var only = one.allow(T, use(count(1, per)));
        one.settle(only, new Actual.NotExecuted(), T);
        assertThatThrownBy(() -> one.settle(only, new Actual.NotExecuted(), T))
            .isInstanceOf(IllegalStateException.class);
      }
    }

    @Test
    void refusesTimeThatRunsBackwards() {
      task.allow(T, use(count(9, HOUR)));
      var charges = List.of(use(count(9, HOUR)).charge());
      assertThatThrownBy(() -> task.counters.apply(charges, T.minusMillis(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Sum {
    @Test
    void admitsItsAmountAndNotACentMore() {
      var limit = sum("1200.00", null);
      task.allow(T, pay(limit, "1199.99"));
      task.refuse(T, pay(limit, "0.02"));
      task.allow(T, pay(limit, "0.01"));
      task.refuse(T, pay(limit, "0.000000000000000001"));
      task.allow(T, pay(limit, "0.00"));
    }

    @Test
    void isExactAtEighteenDigits() {
      var limit = sum("999999999999999999.999999999999999999", null);
      task.allow(T, pay(limit, "999999999999999999.999999999999999998"));
      task.refuse(T, pay(limit, "0.000000000000000002"));
      task.allow(T, pay(limit, "0.000000000000000001"));
    }

    @Test
    void neverFitsAnAmountAboveItsWhole() {
      assertThat(task.refuse(T, pay(sum("10", HOUR), "10.01")).retryAt()).isNull();
    }

    @Test
    void forgetsAChargeOnlyWhenItsBucketIsWhollyOutside() {
      var limit = sum("10", Duration.ofMillis(6400));
      var start = Instant.ofEpochMilli(1_000_000);
      task.allow(start.plusMillis(50), pay(limit, "10"));
      var exact = start.plusMillis(50 + 6400);
      var whole = start.plusMillis(99 + 6400);
      assertThat(task.refuse(exact, pay(limit, "1")).retryAt()).isEqualTo(whole);
      task.refuse(whole.minusMillis(1), pay(limit, "1"));
      task.allow(whole, pay(limit, "10"));
    }

    @Test
    void waitsForAsManyBucketsAsTheDemandNeeds() {
      var limit = sum("10", Duration.ofMillis(6400));
      var start = Instant.ofEpochMilli(1_000_000);
      task.allow(start, pay(limit, "6"));
      task.allow(start.plusMillis(100), pay(limit, "4"));
      var now = start.plusMillis(200);
      assertThat(task.refuse(now, pay(limit, "6")).retryAt()).isEqualTo(start.plusMillis(6499));
      assertThat(task.refuse(now, pay(limit, "7")).retryAt()).isEqualTo(start.plusMillis(6599));
    }

    @Test
    void keepsAtMostSixtyFiveBuckets() {
      // With 127 ms a width rounded down would need 127 buckets.
      for (long per : new long[] {1, 63, 64, 65, 127, 6399}) {
        var one = new Task();
        var limit = sum("100000", Duration.ofMillis(per));
        for (long millis = 0; millis < 3 * per; millis += 1 + per / 200) {
          one.allow(T.plusMillis(millis), pay(limit, "1"));
          assertThat(one.counters.get(CounterKey.of(HOP, "spend")))
              .isInstanceOfSatisfying(
                  Buckets.class,
                  kept -> assertThat(kept.buckets()).hasSizeLessThanOrEqualTo(Buckets.COUNT + 1));
        }
      }
    }

    @Test
    void isLoweredToWhatWasSpent() {
      var limit = sum("10", null);
      var first = task.allow(T, pay(limit, "10"));
      assertThat(task.settle(first, spent("7.50"), T).overruns()).isEmpty();
      task.refuse(T, pay(limit, "2.51"));
      task.allow(T, pay(limit, "2.50"));
    }

    @Test
    void leavesNoTraceWhenReleased() {
      for (var per : new @Nullable Duration[] {null, HOUR}) {
        var one = new Task();
        var first = one.allow(T, pay(sum("100.00", per), "33.30"));
        one.settle(first, new Actual.NotExecuted(), T.plusSeconds(1));
        assertThat(one.counters).isEqualTo(Counters.NONE);
      }
    }

    @Test
    void chargesAndReportsWhatWasSpentBeyondTheReservation() {
      for (var per : new @Nullable Duration[] {null, HOUR}) {
        var one = new Task();
        var limit = sum("10", per);
        var first = one.allow(T, pay(limit, "8"));
        var overrun =
            new Settled.Overrun(
                CounterKey.of(HOP, "spend"), new BigDecimal("8"), new BigDecimal("11"));
        assertThat(one.settle(first, spent("11.00"), T).overruns()).containsExactly(overrun);
        assertThat(one.refuse(T, pay(limit, "0.01")).spent().getFirst().left()).isZero();
      }
    }

    @Test
    void reportsAnOverrunOfAFreeActionToo() {
      var limit = sum("10", HOUR);
      var free = task.allow(T, pay(limit, "0"));
      assertThat(task.counters).isEqualTo(Counters.NONE);
      assertThat(task.settle(free, spent("10"), T.plusMillis(1)).overruns()).hasSize(1);
      task.refuse(T.plusMillis(1), pay(limit, "1"));
    }

    @Test
    void isSettledWhereItWasCharged() {
      var limit = sum("10", Duration.ofMillis(6400));
      var start = Instant.ofEpochMilli(1_000_000);
      var first = task.allow(start, pay(limit, "10"));
      task.settle(first, spent("9"), start.plusMillis(3000));
      assertThat(task.refuse(start.plusMillis(3000), pay(limit, "10")).retryAt())
          .isEqualTo(start.plusMillis(6499));
    }

    @Test
    void isLeftAloneOnceItsBucketHasLeftTheWindowAndAnOverrunIsStillReported() {
      var limit = sum("10", HOUR);
      var first = task.allow(T, pay(limit, "10"));
      var later = T.plus(HOUR.multipliedBy(2));
      task.allow(later, pay(limit, "10"));
      var before = task.counters;
      assertThat(task.counters.settle(first, new Actual.NotExecuted(), later).counters())
          .isEqualTo(before);
      var settled = task.settle(first, spent("12"), later);
      assertThat(settled.counters()).isEqualTo(before);
      assertThat(settled.overruns()).hasSize(1);
    }

    @Test
    void isKeptApartByValue() {
      var limit = new Limit.Sum("spend", "amount", BigDecimal.TEN, null, "vendor");
      var acme = Json.Obj.with("amount", "10").with("vendor", "acme").build();
      var other = Json.Obj.with("amount", "10").with("vendor", "other").build();
      task.allow(T, ask(limit, HOP, acme, null));
      task.allow(T, ask(limit, HOP, other, null));
      task.refuse(T, ask(limit, HOP, acme, null));
    }
  }

  @Nested
  class Distinct {
    @Test
    void admitsAValueAgainButNotOneValueMore() {
      var limit = distinct(2, null);
      task.allow(T, payee(limit, "a"));
      task.allow(T, payee(limit, "b"));
      task.allow(T, payee(limit, "a"));
      assertThat(task.refuse(T, payee(limit, "c")).retryAt()).isNull();
    }

    @Test
    void countsOneValueOnceWithinOneDecision() {
      var limit = distinct(1, null);
      task.allow(T, payee(limit, "a"), payee(limit, "a"));
      assertThat(new Task().refuse(T, payee(limit, "a"), payee(limit, "b")).retryAt()).isNull();
    }

    @Test
    void forgetsAValueWhenItsLastUseIsAsOldAsTheWindow() {
      var limit = distinct(1, HOUR);
      task.allow(T, payee(limit, "a"));
      task.allow(T.plusMillis(10), payee(limit, "a"));
      var edge = T.plus(HOUR).plusMillis(10);
      assertThat(task.refuse(edge.minusMillis(1), payee(limit, "b")).retryAt()).isEqualTo(edge);
      task.allow(edge, payee(limit, "b"));
    }

    @Test
    void doesNotWaitForAValueThatIsWantedItself() {
      var limit = distinct(2, HOUR);
      task.allow(T, payee(limit, "a"));
      task.allow(T.plusMillis(10), payee(limit, "b"));
      var both = new Demand[] {payee(limit, "a"), payee(limit, "c")};
      assertThat(task.refuse(T.plusMillis(20), both).retryAt())
          .isEqualTo(T.plus(HOUR).plusMillis(10));
    }

    @Test
    void isGivenBackWhenNothingWasExecutedWithIt() {
      var limit = distinct(1, null);
      var first = task.allow(T, payee(limit, "a"));
      var second = task.allow(T, payee(limit, "a"));
      task.settle(first, new Actual.NotExecuted(), T);
      task.refuse(T, payee(limit, "b"));
      task.settle(second, new Actual.NotExecuted(), T);
      task.allow(T, payee(limit, "b"));
    }

    @Test
    void staysAsLongAsALaterUseThatIsReleased() {
      var limit = distinct(1, HOUR);
      task.allow(T, payee(limit, "a"));
      var later = task.allow(T.plusSeconds(60), payee(limit, "a"));
      task.settle(later, new Actual.NotExecuted(), T.plusSeconds(61));
      assertThat(task.refuse(T.plus(HOUR), payee(limit, "b")).retryAt())
          .isEqualTo(T.plus(HOUR).plusSeconds(60));
    }

    @Test
    void ofAUseThatHasLeftTheWindowIsNotGivenBack() {
      var limit = distinct(1, HOUR);
      var first = task.allow(T, payee(limit, "a"));
      task.allow(T.plus(HOUR), payee(limit, "a"));
      task.settle(first, new Actual.NotExecuted(), T.plus(HOUR));
      task.refuse(T.plus(HOUR), payee(limit, "b"));
    }
  }

  @Nested
  class Rows {
    @Test
    void admitsAsManyAsAreLeft() {
      var limit = rows(100, null);
      assertThat(task.counters.check(List.of(read(limit, 60L)), T))
          .isEqualTo(
              new Within(
                  List.of(new Charge.Rows(CounterKey.of(HOP, "rows"), null, 60)),
                  60L,
                  List.of(new Left(CounterKey.of(HOP, "rows"), BigDecimal.valueOf(40)))));
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
      assertThat(again.spent())
          .extracting(Spent::key)
          .containsExactly(CounterKey.of(PARENT, "rows"));
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
  }

  @Nested
  class Together {
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
      assertThat(Counters.NONE.check(List.of(), T))
          .isEqualTo(new Within(List.of(), null, List.of()));
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
}
