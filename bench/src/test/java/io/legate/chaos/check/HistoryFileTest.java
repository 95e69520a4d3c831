package io.legate.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {

  private static final String INVOKE =
      """
      {"t":1,"phase":"invoke","attempt":1,"act":"a","op":"open","broker":2,"request":"r","asked":{"x":"y"}}
      """;

  private static final String OK =
      """
      {"t":5,"phase":"ok","attempt":1,"answered":{"task":"t"}}
      """;

  @TempDir private Path folder;

  @Test
  void whatIsHalfWrittenIsLeftForTheNextLook() throws IOException {
    Path file = Files.writeString(folder.resolve("history.jsonl"), INVOKE + OK.substring(0, 20));
    var history = new HistoryFile(file);
    assertThat(history.read().attempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.isAnswered()).isFalse();
              assertThat(attempt.asks("x")).isEqualTo("y");
              assertThat(attempt.endedAt()).isEqualTo(Long.MAX_VALUE);
            });
    Files.writeString(file, OK.substring(20), StandardOpenOption.APPEND);
    assertThat(history.read().attempts())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.isOk()).isTrue();
              assertThat(attempt.tells("task")).isEqualTo("t");
              assertThat(attempt.endedAt()).isEqualTo(5);
            });
  }

  @Test
  void aLineThatIsNoObjectIsNotPassedOver() throws IOException {
    Path file = Files.writeString(folder.resolve("history.jsonl"), INVOKE + "{\"t\":\n" + OK);
    assertThatThrownBy(() -> new HistoryFile(file).read()).isInstanceOf(IOException.class);
  }
}
