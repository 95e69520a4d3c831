package io.legate.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.chaos.check.Invariant;
import io.legate.chaos.check.Violation;
import io.legate.json.Jcs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {

  private static final Map<String, Double> MEASURES = Map.of("gap_ms", 12.4);

  @Test
  void saysOfEachInvariantWhetherItHeld() {
    var broken = List.of(new Violation(Invariant.I3, "lost"));
    assertThat(Jcs.text(new Outcome("kill-one", broken, List.of(), MEASURES).toJson()))
        .isEqualTo(
            "{\"invariants\":{\"I1\":true,\"I2\":true,\"I3\":false,\"I4\":true,\"I5\":true,"
                + "\"I6\":true,\"I7\":true,\"I8\":true},\"measures\":{\"gap_ms\":12},"
                + "\"name\":\"kill-one\",\"ok\":false}");
  }

  @Test
  void isNotWellWhereTheFaultItselfWasNotContent() {
    assertThat(new Outcome("a", List.of(), List.of(), MEASURES).ok()).isTrue();
    assertThat(new Outcome("a", List.of(), List.of("it was not done"), MEASURES).ok()).isFalse();
  }
}
