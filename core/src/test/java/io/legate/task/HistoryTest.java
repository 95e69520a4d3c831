package io.legate.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.limits.Actual;
import io.legate.limits.ValueHash;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a task remembers of what it did, and what it does not answer any more.
class HistoryTest {

  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final HopId HOP = HopId.at(START);
  private static final HopId OTHER = HopId.at(START);
  private static final String PAY = "payments.create";

  @Test
  void whatWasNeverDoneIsNone() {
    assertThat(History.NONE.count(PAY, null, START)).isZero();
    assertThat(History.NONE.countByHop(HOP, PAY, Duration.ofDays(1), START)).isZero();
    assertThat(History.NONE.sum(PAY, "amount")).isZero();
    assertThat(History.NONE.distinct(PAY, "payee")).isZero();
    assertThat(History.NONE.done(PAY, hash("k"))).isFalse();
  }

  @Test
  void aUseCountsForTheTaskAndForItsHop() {
    var history = History.NONE.plus(deed("1.50", "a", "k"), HOP, START);
    assertThat(history.count(PAY, null, START)).isOne();
    assertThat(history.countByHop(HOP, PAY, null, START)).isOne();
    assertThat(history.countByHop(OTHER, PAY, null, START)).isZero();
    assertThat(history.sum(PAY, "amount")).isEqualByComparingTo("1.5");
    assertThat(history.distinct(PAY, "payee")).isOne();
    assertThat(history.done(PAY, hash("k"))).isTrue();
    assertThat(history.done(PAY, hash("other"))).isFalse();
    assertThat(history.done("payments.read", hash("k"))).isFalse();
  }

  /// The window is (at − per, at].
  @Test
  void aUseLeavesTheWindowAtItsEnd() {
    var history = History.NONE.plus(deed("1", "a", null), HOP, START);
    Duration hour = Duration.ofHours(1);
    assertThat(history.count(PAY, hour, START)).isOne();
    assertThat(history.count(PAY, hour, START.plus(hour).minusMillis(1))).isOne();
    assertThat(history.count(PAY, hour, START.plus(hour))).isZero();
    assertThat(history.count(PAY, null, START.plus(hour))).isOne();
  }

  @Test
  void whatWasNotExecutedIsTakenBack() {
    Deed deed = deed("2", "a", "k");
    var history = History.NONE.plus(deed, HOP, START).plus(deed("3", "a", "l"), HOP, START);
    var after = history.settled(deed, HOP, START, new Actual.NotExecuted());
    assertThat(after.count(PAY, null, START)).isOne();
    assertThat(after.count(PAY, Duration.ofHours(1), START)).isOne();
    assertThat(after.countByHop(HOP, PAY, null, START)).isOne();
    assertThat(after.sum(PAY, "amount")).isEqualByComparingTo("3");
    assertThat(after.distinct(PAY, "payee")).as("the other use has the same payee").isOne();
    assertThat(after.done(PAY, hash("k"))).isFalse();
    assertThat(after.done(PAY, hash("l"))).isTrue();
  }

  @Test
  void whatCameToLessIsCorrected() {
    Deed deed = deed("2", "a", "k");
    var actual = new Actual.Executed(Map.of("amount", new BigDecimal("1.25")), null);
    var after = History.NONE.plus(deed, HOP, START).settled(deed, HOP, START, actual);
    assertThat(after.sum(PAY, "amount")).isEqualByComparingTo("1.25");
    assertThat(after.count(PAY, null, START)).isOne();
    assertThat(after.done(PAY, hash("k"))).isTrue();
  }

  @Test
  void aWindowThatReachesBeyondWhatIsKeptIsNotAnswered() {
    var history = History.NONE;
    for (int i = 0; i <= Moments.KEPT; i++) {
      history = history.plus(Deed.of(PAY), HOP, START.plusSeconds(i));
    }
    Instant at = START.plusSeconds(Moments.KEPT);
    assertThat(history.count(PAY, null, at)).isEqualTo(Moments.KEPT + 1);
    assertThat(history.count(PAY, Duration.ofSeconds(Moments.KEPT), at)).isEqualTo(Moments.KEPT);
    assertThat(history.count(PAY, Duration.ofSeconds(Moments.KEPT + 1), at)).isNull();
  }

  @Test
  void valuesBeyondWhatIsKeptAreNotCountedTooLow() {
    var history = History.NONE;
    for (int i = 0; i < History.VALUES_MAX; i++) {
      history = history.plus(deed("1", "payee" + i, null), HOP, START);
    }
    assertThat(history.distinct(PAY, "payee")).isEqualTo(History.VALUES_MAX);
    history = history.plus(deed("1", "one more", null), HOP, START);
    assertThat(history.distinct(PAY, "payee")).isNull();
    assertThat(history.sum(PAY, "amount")).isEqualByComparingTo("1001");
  }

  @Test
  void deedsBeyondWhatIsKeptAreNotDeniedToHaveBeenDone() {
    var history = History.NONE;
    for (int i = 0; i <= History.KEYS_MAX; i++) {
      history = history.plus(deed("1", "a", "k" + i), HOP, START);
    }
    assertThat(history.done(PAY, hash("k0"))).isTrue();
    assertThat(history.done(PAY, hash("k" + History.KEYS_MAX))).isNull();
    assertThat(history.done(PAY, hash("never"))).isNull();
  }

  @Test
  void actionsBeyondWhatIsKeptAreNotAnswered() {
    var history = History.NONE;
    for (int i = 0; i <= History.ACTIONS_MAX; i++) {
      history = history.plus(Deed.of("a.n" + i), HOP, START);
    }
    assertThat(history.count("a.n0", null, START)).isOne();
    assertThat(history.count("a.n" + History.ACTIONS_MAX, null, START)).isNull();
    assertThat(history.done("a.never", hash("k"))).isNull();
  }

  @Test
  void whatWasWrittenDownIsReadBack() {
    var history =
        History.NONE
            .plus(deed("1.10", "a", "k"), HOP, START)
            .plus(deed("2", "b", null), OTHER, START.plusSeconds(1));
    assertThat(History.fromJson(history.toJson())).isEqualTo(history);
  }

  private static Deed deed(String amount, String payee, @Nullable String key) {
    var amounts = new TreeMap<String, BigDecimal>();
    amounts.put("amount", new BigDecimal(amount));
    var values = new TreeMap<String, ValueHash>();
    values.put("payee", hash(payee));
    return new Deed(PAY, key == null ? null : hash(Objects.requireNonNull(key)), amounts, values);
  }

  private static ValueHash hash(String text) {
    return ValueHash.of(new Json.Str(text));
  }
}
