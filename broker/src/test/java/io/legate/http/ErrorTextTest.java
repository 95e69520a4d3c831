package io.legate.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTextTest {

  @Test
  void whatIsAdmittedStaysAsItIs() {
    assertThat(ErrorText.of("`scope` goes beyond [a-z] #1"))
        .isEqualTo("`scope` goes beyond [a-z] #1");
  }

  @Test
  void everyOtherCharacterIsReplaced() {
    for (char c = 0; c < Character.MAX_VALUE; c++) {
      assertThat(ErrorText.of(String.valueOf(c))).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nSet-Cookie: b", "a\u001B[31m", "a\u2028b", "\"", "\\"})
  void itIsOneLineThatEndsNoQuotation(String sentence) {
    assertThat(ErrorText.of(sentence)).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]*");
  }

  @Test
  void itIsNotLongerThanAnyoneReads() {
    assertThat(ErrorText.of("x".repeat(1_000_000))).hasSize(512);
  }
}
