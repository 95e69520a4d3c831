package io.legate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.crypto.Base64Url;
import io.legate.identity.TaskId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskHintTest {

  private static final TaskId TASK = TaskId.at(Instant.EPOCH);

  @Test
  void taskOfATokenIsItsTxn() {
    assertThat(TaskHint.ofToken(token("{\"sub\":\"a\",\"txn\":\"" + TASK + "\"}"))).isEqualTo(TASK);
    assertThat(TaskHint.ofToken(token("{ \"txn\" :  \"" + TASK + "\" }"))).isEqualTo(TASK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "a.b", "..", "a.!.c", "a.e30.c", "a.eyJ0eG4i.c", "a.eyJ0eG4iOiJ4In0.c"})
  void whatIsNoTokenHasNoTask(String text) {
    assertThat(TaskHint.ofToken(text)).isNull();
    assertThat(TaskHint.ofToken(null)).isNull();
  }

  @Test
  void taskOfADecisionStandsBeforeItsNumber() {
    assertThat(TaskHint.ofId(TASK + ".7")).isEqualTo(TASK);
    assertThat(TaskHint.ofId(TASK.toString())).isEqualTo(TASK);
    assertThat(TaskHint.ofId("7." + TASK)).isNull();
    assertThat(TaskHint.ofId("")).isNull();
  }

  private static String token(String claims) {
    return "e30." + Base64Url.encode(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
  }
}
