package io.legate.demo.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Jcs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepTableTest {

  private static final Step HELD = new Step("chain", "a short name", "this", "this", true);
  private static final Step BROKEN =
      new Step("chain", "a name ".repeat(20).strip(), "that", "another ".repeat(30).strip(), false);

  @Test
  void noLineIsLongerThanTheTerminal() {
    assertThat(written(false, HELD, BROKEN).lines())
        .allMatch(line -> line.codePointCount(0, line.length()) <= Terminal.COLUMNS);
  }

  @Test
  void eachStepHasItsMark() {
    String table = written(false, HELD, BROKEN);
    assertThat(table).contains("  ✓ a short name").contains("  ✗ a name");
    assertThat(table).contains("1 of 2 expectations held");
  }

  @Test
  void longTextsAreWrappedAndLoseNoWord() {
    assertThat(String.join(" ", StepTable.wrap(BROKEN.observed(), 28)))
        .isEqualTo(BROKEN.observed());
    assertThat(StepTable.wrap("x".repeat(50), 10)).containsExactly("x".repeat(9) + "…");
  }

  @Test
  void colourIsForTerminalsOnly() {
    assertThat(written(false, HELD, BROKEN)).doesNotContain("\u001b");
    assertThat(written(true, HELD, BROKEN)).contains("\u001b[31m");
  }

  @Test
  void jsonHasTheMembersThatOtherProgramsRead() {
    assertThat(Jcs.text(HELD.json()))
        .isEqualTo(
            "{\"expected\":\"this\",\"name\":\"a short name\",\"observed\":\"this\",\"ok\":true,"
                + "\"scenario\":\"chain\"}");
  }

  private static String written(boolean coloured, Step... steps) {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    StepTable.write(new Terminal(out, coloured), List.of(steps));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
