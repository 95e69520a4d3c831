package io.legate.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.limits.LimitInput.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DemandTest {

  private static final HopId HOP = HopId.at(Instant.EPOCH);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Limit SPEND =
      new Limit.Sum("spend", "amount", new BigDecimal("1200.00"), DAY, null);
  private static final Limit ONCE = new Limit.Count("once", 1, null, "invoice");
  private static final Limit PAYEES = new Limit.Distinct("payees", "payee", 3, null);
  private static final Limit ROWS = new Limit.Rows("rows", 1000, DAY);

  private static Derivation of(Limit limit, String argument, Json value) {
    return Demand.of(limit, HOP, Json.Obj.with(argument, value).build(), null);
  }

  private static Derivation refusal(Limit limit, String argument, Problem problem) {
    return new LimitInput(HOP, limit.name(), argument, problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0.00",
        "1",
        "500.00",
        "999999999999999999.999999999999999999",
        "0.000000000000000001"
      })
  void anAmountIsTakenExactly(String amount) {
    assertThat(of(SPEND, "amount", new Json.Str(amount)))
        .isEqualTo(
            new Demand(
                SPEND,
                new Charge.Sum(
                    CounterKey.of(HOP, "spend"), DAY, "amount", new BigDecimal(amount))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-0.01", "-999999999999999999"})
  void anAmountMayNotBeNegative(String amount) {
    assertThat(of(SPEND, "amount", new Json.Str(amount)))
        .isEqualTo(refusal(SPEND, "amount", Problem.NEGATIVE));
    assertThat(of(SPEND, "amount", new Json.Num("-1")))
        .isEqualTo(refusal(SPEND, "amount", Problem.NEGATIVE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1",
        "1 ",
        "+1",
        "01",
        ".5",
        "1.",
        "-0",
        "-0.0",
        "1e3",
        "1E-3",
        "0x10",
        "NaN",
        "Infinity",
        "-Infinity",
        "1,000",
        "1_000",
        "١",
        "9223372036854775808",
        "1000000000000000000",
        "0.0000000000000000001",
        "1\n",
        "null"
      })
  void anAmountIsPlainDigitsOrNothing(String amount) {
    assertThat(of(SPEND, "amount", new Json.Str(amount)))
        .isEqualTo(refusal(SPEND, "amount", Problem.NOT_AN_EXACT_DECIMAL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.0", "500.00", "1e3", "9007199254740993", "9223372036854775808", "1e400", "-0"})
  void aNumberThatCanonicalFormWouldChangeIsNoAmount(String number) {
    assertThat(of(SPEND, "amount", new Json.Num(number)))
        .isEqualTo(refusal(SPEND, "amount", Problem.NOT_AN_EXACT_DECIMAL));
  }

  @Test
  void aNumberInCanonicalFormIsAnAmount() {
    assertThat(of(SPEND, "amount", new Json.Num("12.5")))
        .isEqualTo(of(SPEND, "amount", new Json.Str("12.50")));
  }

  @Test
  void whatIsNoTextAndNoNumberIsNoAmount() {
    for (Json value :
        List.of(Json.Null.NULL, new Json.Bool(true), Json.Obj.EMPTY, new Json.Arr(List.of()))) {
      assertThat(of(SPEND, "amount", value))
          .isEqualTo(refusal(SPEND, "amount", Problem.NOT_AN_EXACT_DECIMAL));
    }
  }

  @Test
  void aCountedArgumentMustBeThere() {
    assertThat(Demand.of(SPEND, HOP, Json.Obj.EMPTY, null))
        .isEqualTo(refusal(SPEND, "amount", Problem.MISSING));
    assertThat(Demand.of(ONCE, HOP, Json.Obj.EMPTY, null))
        .isEqualTo(refusal(ONCE, "invoice", Problem.MISSING));
    assertThat(Demand.of(PAYEES, HOP, Json.Obj.EMPTY, null))
        .isEqualTo(refusal(PAYEES, "payee", Problem.MISSING));
    assertThat(of(ONCE, "invoice", Json.Null.NULL))
        .isEqualTo(refusal(ONCE, "invoice", Problem.MISSING));
    assertThat(of(PAYEES, "payee", Json.Null.NULL))
        .isEqualTo(refusal(PAYEES, "payee", Problem.MISSING));
  }

  @Test
  void aCountedValueHasOneSpelling() {
    for (String number : List.of("1.0", "1e0", "9007199254740993", "1e400")) {
      assertThat(of(ONCE, "invoice", new Json.Num(number)))
          .isEqualTo(refusal(ONCE, "invoice", Problem.NOT_CANONICAL));
    }
    for (Json value : List.of(Json.Obj.EMPTY, new Json.Arr(List.of()))) {
      assertThat(of(PAYEES, "payee", value))
          .isEqualTo(refusal(PAYEES, "payee", Problem.NOT_A_SCALAR));
    }
  }

  @Test
  void aNumberAndTheTextThatLooksLikeItShareACounter() {
    assertThat(of(ONCE, "invoice", new Json.Num("1")))
        .isEqualTo(of(ONCE, "invoice", new Json.Str("1")));
  }

  @Test
  void aLongValueIsKeptAsItsDigest() {
    var shorter = CounterKey.of(HOP, "once", new Json.Str("x".repeat(62)));
    var longer = CounterKey.of(HOP, "once", new Json.Str("x".repeat(63)));
    assertThat(shorter.by()).isEqualTo("\"" + "x".repeat(62) + "\"");
    assertThat(longer.by()).startsWith("sha-256:").hasSize(51);
    assertThat(CounterKey.of(HOP, "once", new Json.Str(String.valueOf(longer.by()))))
        .isNotEqualTo(longer);
  }

  @Test
  void rowsAreAsManyAsWantedAndNoMoreThanTheLimit() {
    assertThat(wanted(null)).isEqualTo(1000);
    assertThat(wanted(7L)).isEqualTo(7);
    assertThat(wanted(1001L)).isEqualTo(1000);
    for (long none : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThat(Demand.of(ROWS, HOP, Json.Obj.EMPTY, none))
          .isEqualTo(refusal(ROWS, "max_rows", Problem.NO_ROWS));
    }
  }

  private static long wanted(@Nullable Long maxRows) {
    var demand = (Demand) Demand.of(ROWS, HOP, Json.Obj.EMPTY, maxRows);
    return ((Charge.Rows) demand.charge()).rows();
  }

  @Test
  void aRefusalSaysWhichArgumentOfWhichLimit() {
    assertThat(new LimitInput(HOP, "spend", "amount", Problem.NEGATIVE).sentence())
        .isEqualTo("argument `amount`, which limit `spend` counts, must not be negative");
  }

  @Test
  void aChargeIsOfItsLimitsKind() {
    var charge = new Charge.Count(CounterKey.of(HOP, "spend"), null);
    assertThatThrownBy(() -> new Demand(SPEND, charge))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void chargesAreReadAsTheyWereWritten() {
    HopId above = HopId.at(Instant.EPOCH);
    var charges =
        List.of(
            charge(of(SPEND, "amount", new Json.Str("12.50"))),
            charge(of(ONCE, "invoice", new Json.Str("INV-\"1\""))),
            charge(Demand.of(ROWS, above, Json.Obj.EMPTY, 9L)),
            charge(of(PAYEES, "payee", new Json.Str("acme"))));
    assertThat(Charge.fromJson(Charge.toJson(charges))).isEqualTo(charges);
    assertThat(Charge.fromJson(Charge.toJson(List.of()))).isEmpty();
  }

  @Test
  void whatEveryHopIsChargedIsWrittenOnce() {
    HopId above = HopId.at(Instant.EPOCH);
    var charges =
        List.of(
            charge(Demand.of(SPEND, HOP, amount("1"), null)),
            charge(Demand.of(ROWS, HOP, amount("1"), 9L)),
            charge(Demand.of(SPEND, above, amount("1"), null)),
            charge(Demand.of(ROWS, above, amount("1"), 9L)));
    String text = Jcs.text(Charge.toJson(charges));
    assertThat(text).containsOnlyOnce(HOP.toString()).containsOnlyOnce("spend");
    assertThat(Charge.fromJson(Charge.toJson(charges))).isEqualTo(charges);
  }

  private static Json.Obj amount(String text) {
    return Json.Obj.with("amount", text).build();
  }

  private static Charge charge(Derivation derived) {
    return ((Demand) derived).charge();
  }

  @Test
  void whatWasNotWrittenHereIsNotRead() {
    for (Json other :
        List.of(
            Json.Null.NULL,
            Json.Obj.EMPTY,
            charges("x", Json.Obj.with("limit", "y").with("count", 1).build()),
            charges(HOP.toString(), Json.Obj.with("limit", "y").build()))) {
      assertThatThrownBy(() -> Charge.fromJson(other)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Counters.fromJson(other))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Reservation.fromJson(other))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Actual.fromJson(other)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Json.Arr charges(String hop, Json charge) {
    return new Json.Arr(
        List.of(
            Json.Obj.with("hops", Json.Arr.ofStrings(List.of(hop)))
                .with("each", new Json.Arr(List.of(charge)))
                .build()));
  }
}
