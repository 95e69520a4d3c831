package io.legate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line, as far as it goes without starting anything.
class MainTest {

  private final PrintStream standardOut = System.out;
  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    var both = new PrintStream(said, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
  }

  @AfterEach
  void stopListening() {
    System.setOut(standardOut);
    System.setErr(standardError);
  }

  @Test
  void listNamesEveryScenario() {
    assertThat(Main.run("--list")).isZero();
    assertThat(said()).contains("chain").contains("refusals").contains("revoke-hop");
    assertThat(said()).contains("complete").contains("offline");
  }

  /// The jobs of the source texts that must be there, by their rows.
  private static final String ROWS =
      "S6 S23 S24 S31 S32 S33 S34 S35 S36 S37 S38 S39 S40 S41 S42 S44 S45 S46 S48 S49 S50 S51 S52"
          + " S53 S54 S55 S56 S57 S58 S59 S60 S61 S62 S65 S67 S68 S78 S84 S85";

  @Test
  void everyRowHasAScenario() {
    assertThat(Main.run("--list")).isZero();
    var named =
        Pattern.compile("\\bS[0-9]+\\b").matcher(said()).results().map(MatchResult::group).toList();
    assertThat(named).contains(ROWS.split(" "));
  }

  @Test
  void helpIsNotAnError() {
    assertThat(Main.run("--help")).isZero();
    assertThat(said()).contains("--input").contains("Exit codes").doesNotContain("role");
  }

  @Test
  void unknownScenarioIsAUsageError() {
    assertThat(Main.run("chains")).isEqualTo(2);
    assertThat(said()).contains("no scenario `chains`");
  }

  @Test
  void unknownOptionIsAUsageError() {
    assertThat(Main.run("--fast")).isEqualTo(2);
    assertThat(Main.run("chain", "complete")).isEqualTo(2);
    assertThat(Main.run("--data")).isEqualTo(2);
  }

  @Test
  void folderThatHoldsSomethingIsRefused(@TempDir Path data) throws Exception {
    Files.writeString(data.resolve("ledger"), "of an earlier run");
    assertThat(Main.run("--data", data.toString())).isEqualTo(2);
    assertThat(said()).contains("is not empty");
  }

  @Test
  void inputThatCannotBeUsedIsNamed(@TempDir Path input) {
    assertThat(Main.run("--input", input.toString())).isEqualTo(2);
    assertThat(said()).contains("`vendors.csv` is missing");
  }

  @Test
  void jsonThatCannotBeWrittenIsRefusedBeforeAnythingStarts(@TempDir Path folder) {
    Path file = folder.resolve("missing").resolve("steps.json");
    assertThat(Main.run("--json", file.toString())).isEqualTo(2);
    assertThat(said()).contains("cannot be written");
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
