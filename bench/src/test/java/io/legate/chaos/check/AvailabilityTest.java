package io.legate.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AvailabilityTest {

  private final Books books = new Books();

  private void answered(int broker, long at, String phase) {
    books.attempt("a", "authorize", broker, "", at, at + 5, "{}", phase, "{'code':'LOST'}");
  }

  private Availability availability() {
    return new Availability(books.recorded());
  }

  @Test
  void recoveryIsWhereTheLastFailuresEnd() {
    for (int t = 0; t < 10_000; t += 50) {
      answered(1, t, t < 3_000 ? "unknown" : "ok");
    }
    assertThat(availability().recovery(0, 10_000)).hasValue(3_000);
  }

  @Test
  void refusalsAreAnswers() {
    for (int t = 0; t < 5_000; t += 50) {
      answered(1, t, "fail");
    }
    assertThat(availability().recovery(0, 5_000)).hasValue(0);
  }

  @Test
  void tooFewAttemptsProveNothing() {
    answered(1, 100, "ok");
    assertThat(availability().recovery(0, 5_000)).isEmpty();
  }

  @Test
  void whatNeverRecoversIsNotRecovered() {
    for (int t = 0; t < 10_000; t += 50) {
      answered(1, t, t % 500 == 0 ? "unknown" : "ok");
    }
    assertThat(availability().recovery(0, 10_000)).isEmpty();
  }

  @Test
  void aGapIsTheLongestTimeWithoutAnAnswerOfThoseWhoAreLeft() {
    answered(1, 100, "ok");
    answered(2, 1_000, "ok");
    answered(1, 2_500, "ok");
    assertThat(availability().longestGap(0, 3_000, Set.of(1, 2))).isEqualTo(1_500);
    assertThat(availability().longestGap(0, 3_000, Set.of(1))).isEqualTo(2_400);
    assertThat(availability().longestGap(0, 9_000, Set.of(1, 2))).isEqualTo(6_495);
  }
}
