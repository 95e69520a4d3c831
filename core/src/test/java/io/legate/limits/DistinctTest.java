package io.legate.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DistinctTest extends CountersFixture {
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
