package io.legate.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.boundary.Limit;
import io.legate.json.Json;
import io.legate.limits.Outcome.Spent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CountTest extends CountersFixture {
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
