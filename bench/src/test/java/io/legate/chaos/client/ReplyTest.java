package io.legate.chaos.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.chaos.client.History.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {

  @Test
  void anAnswerIsKnown() {
    assertThat(Reply.ok("yes", null).phase()).isEqualTo(Phase.OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOST", "UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "CANCELLED"})
  void whetherAnythingWasDoneIsNotKnownWhereNobodySaidSo(String code) {
    assertThat(Reply.failed(code, "", "", null).phase()).isEqualTo(Phase.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INVALID_ARGUMENT",
        "UNAUTHENTICATED",
        "PERMISSION_DENIED",
        "NOT_FOUND",
        "FAILED_PRECONDITION",
        "ALREADY_EXISTS",
        "RESOURCE_EXHAUSTED"
      })
  void aRefusalIsAnAnswer(String code) {
    assertThat(Reply.failed(code, "", "", null).phase()).isEqualTo(Phase.FAIL);
  }
}
