package io.legate.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.boundary.Limit;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SumTest extends CountersFixture {
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
