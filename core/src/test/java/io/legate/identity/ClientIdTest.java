package io.legate.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "9", "rs:erp", "agent:action", "A.b_c:d@e/f-g", "legate:overrun"})
  void isLettersDigitsAndAFewMarks(String text) {
    assertThat(ClientId.isWellFormed(text)).isTrue();
    assertThat(ClientId.isWellFormed(text + "x".repeat(128 - text.length()))).isTrue();
    assertThat(ClientId.isWellFormed(text + "x".repeat(129 - text.length()))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":a", "-a", "a b", "a\n", "ä", "aä", "a*", "a\u0000", "a\\b", "a+"})
  void isNothingElse(String text) {
    assertThat(ClientId.isWellFormed(text)).isFalse();
  }
}
