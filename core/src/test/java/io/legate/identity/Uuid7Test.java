package io.legate.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Uuid7Test {

  @Test
  void whatIsMadeIsReadBackWithItsTime() {
    var at = Instant.parse("2026-11-22T10:00:00.123Z");
    for (int i = 0; i < 1_000; i++) {
      var uuid = Uuid7.at(at);
      assertThat(Uuid7.parse(uuid.toString())).isEqualTo(uuid);
      assertThat(Uuid7.instant(uuid)).isEqualTo(at);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "019389D0-0000-7000-8000-000000000000",
        "019389d0-0000-4000-8000-000000000000",
        "019389d0-0000-7000-4000-000000000000",
        "019389d0-0000-7000-c000-000000000000",
        "019389d000000-7000-8000-000000000000",
        "019389d0-0000-7000-8000-00000000000",
        "019389d0-0000-7000-8000-0000000000000",
        "019389d0-0000-7000-8000-00000000000g",
        "019389d0-0000-7000-8000-00000000000\u0660",
        "1-9389d00-0000-7000-8000-00000000000",
        "019389d0-0000-7000-8000-+00000000000",
        " 19389d0-0000-7000-8000-000000000000"
      })
  void anyOtherSpellingIsNone(String text) {
    assertThat(Uuid7.parse(text)).isNull();
  }
}
