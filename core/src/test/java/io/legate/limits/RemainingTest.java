package io.legate.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.json.Json;
import io.legate.limits.Outcome.Left;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemainingTest {

  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
  private static final HopId HOP = HopId.at(AT);
  private static final HopId OTHER = HopId.at(AT.plusSeconds(1));
  private static final Limit ONCE = new Limit.Count("once", 3, null, "invoice");
  private static final Limit SPEND =
      new Limit.Sum("spend", "amount", new BigDecimal("100.00"), null, null);
  private static final Limit HOURLY = new Limit.Count("hourly", 2, Duration.ofHours(1), null);
  private static final Limit VALUES = new Limit.Distinct("vendors", "vendor", 5, null);
  private static final List<Limit> ALL = List.of(ONCE, SPEND, HOURLY, VALUES);

  @Test
  void whereNothingIsChargedAllIsLeftAndNoValueIsTold() {
    assertThat(texts(Counters.NONE.left(HOP, ALL, AT)))
        .containsExactly("spend=100", "hourly=2", "vendors=5");
  }

  @Test
  void whatIsChargedIsNotLeft() {
    assertThat(texts(charged("i1", "40.50").left(HOP, ALL, AT)))
        .containsExactly("once \"i1\"=2", "spend=59.5", "hourly=1", "vendors=4");
  }

  @Test
  void eachValueHasItsOwnFigure() {
    var counters = apply(charged("i1", "1"), "i2", "1");
    assertThat(texts(counters.left(HOP, List.of(ONCE), AT)))
        .containsExactly("once \"i1\"=2", "once \"i2\"=2");
  }

  @Test
  void anotherHopsChargesAreItsOwn() {
    assertThat(texts(charged("i1", "1").left(OTHER, ALL, AT)))
        .containsExactly("spend=100", "hourly=2", "vendors=5");
  }

  @Test
  void whatHasLeftTheWindowIsLeftAgain() {
    var counters = charged("i1", "1");
    assertThat(texts(counters.left(HOP, List.of(HOURLY), AT.plus(Duration.ofHours(1)))))
        .containsExactly("hourly=2");
  }

  @Test
  void lessThanNothingIsNothing() {
    assertThat(texts(charged("i1", "100").left(HOP, List.of(lower()), AT)))
        .containsExactly("spend=0");
  }

  private static Limit lower() {
    return new Limit.Sum("spend", "amount", new BigDecimal("10"), null, null);
  }

  private static Counters charged(String invoice, String amount) {
    return apply(Counters.NONE, invoice, amount);
  }

  private static Counters apply(Counters before, String invoice, String amount) {
    var arguments =
        Json.Obj.with("invoice", invoice).with("amount", amount).with("vendor", "v1").build();
    var charges =
        ALL.stream()
            .map(limit -> ((Demand) Demand.of(limit, HOP, arguments, null)).charge())
            .toList();
    return before.apply(charges, AT);
  }

  private static List<String> texts(List<Left> left) {
    return left.stream()
        .map(
            each ->
                each.key().limit()
                    + (each.key().by() == null ? "" : " " + each.key().by())
                    + "="
                    + each.left().toPlainString())
        .toList();
  }
}
