package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.review.Recorded;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `legate policy unused` and `suggest`.
class UnusedCommandTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  private Path data = Path.of("");

  private record Ran(int code, String out, String err) {}

  @BeforeEach
  void record() throws Exception {
    data = folder.resolve("data");
    Recorded.everything(data);
  }

  @Test
  void whatIsNotUsedIsPrintedAndWrittenDown() throws Exception {
    Path json = folder.resolve("unused.json");
    var ran = run("unused", "--from", data.toString(), "--json", json.toString());
    assertThat(ran.code).describedAs(ran.out + ran.err).isZero();
    assertThat(ran.out)
        .contains("  /agents/filing: never acted, opened a task or passed anything on")
        .contains("  /actions/customers.read: nobody asked for it");
    var written = (Json.Obj) JsonReader.read(Files.readString(json));
    assertThat(written.get("unused")).isInstanceOf(Json.Arr.class);
  }

  @Test
  void theSuggestedBundleIsOneThatCheckAccepts() throws Exception {
    Path narrower = folder.resolve("narrower");
    var ran = run("suggest", "--from", data.toString(), "--out", narrower.toString());
    assertThat(ran.code).describedAs(ran.out + ran.err).isZero();
    assertThat(ran.out)
        .contains("/agents/action/acts/0: payments.*, vendors.read -> ")
        .contains(", 0 of those no longer allowed");
    var checked = run("check", narrower.toString());
    assertThat(checked.code).describedAs(checked.out + checked.err).isZero();
    assertThat(ran.out).contains(checked.out.strip());
    assertThat(run("suggest", "--from", data.toString(), "--out", narrower.toString()).code)
        .isEqualTo(2);
  }

  @Test
  void lessHeadroomThanUseIsAMistake() {
    Path narrower = folder.resolve("narrower");
    var ran =
        run(
            "suggest",
            "--from",
            data.toString(),
            "--out",
            narrower.toString(),
            "--headroom",
            "0.9");
    assertThat(ran.code).isEqualTo(2);
    assertThat(narrower).doesNotExist();
  }

  private static Ran run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    var all = new String[arguments.length + 1];
    all[0] = "policy";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    int code = line.execute(all);
    return new Ran(code, out.toString(), err.toString());
  }
}
