package io.legate.app.audit;

import static io.legate.app.audit.RealLog.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.JsonReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormattedExportTest {

  @TempDir private static Path folder;
  private static String data = "";

  @BeforeAll
  static void record() throws Exception {
    data = RealLog.make(folder.resolve("data"), 3).data().toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ocsf", "otlp"})
  void eachRecordThatIsAskedForIsALine(String format) throws Exception {
    Path file = folder.resolve(format + ".jsonl");
    var ran =
        run(
            "export",
            "--data",
            data,
            "--format",
            format,
            "--decision",
            "deny",
            "--out",
            file.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    var asked = run("query", "--data", data, "--decision", "deny").out().lines().toList();
    var lines = Files.readAllLines(file);
    assertThat(lines).hasSameSizeAs(asked).isNotEmpty();
    for (String line : lines) {
      JsonReader.readObject(line);
    }
    assertThat(ran.out()).contains(lines.size() + " records");
  }

  @Test
  void aLogThatCanBeCheckedIsWhole() {
    String file = folder.resolve("whole.jsonl").toString();
    var ran = run("export", "--data", data, "--decision", "deny", "--out", file);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("use `audit query` to choose");
    assertThat(run("export", "--data", data, "--format", "csv", "--out", file).code()).isEqualTo(2);
  }

  @Test
  void nothingIsWrittenOver() throws Exception {
    Path file = Files.writeString(folder.resolve("there.jsonl"), "precious");
    var ran = run("export", "--data", data, "--format", "otlp", "--out", file.toString());
    assertThat(ran.code()).isEqualTo(2);
    assertThat(file).hasContent("precious");
  }
}
