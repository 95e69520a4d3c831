package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.review.Recorded;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {

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
  void whatIsOnRecordIsReproduced() {
    var ran = run("--from", data.toString());
    assertThat(ran.code).describedAs(ran.out + ran.err).isZero();
    assertThat(ran.out).containsPattern("^[0-9]+ decisions: [0-9]+ reproduced, 0 different, 0 not");
  }

  @Test
  void aRecordThatSaysSomethingElseFails() throws Exception {
    Recorded.change(data, "\"outcome\":\"rate_limited\"", "\"outcome\":\"deny\"");
    var ran = run("--from", data.toString(), "--list", "1");
    assertThat(ran.code).isEqualTo(1);
    assertThat(ran.out)
        .contains("  different: ")
        .contains("    /outcome: recorded \"deny\", now \"rate_limited\"");
  }

  @Test
  void anotherBundleIsComparedAndWrittenDown() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(
        other.resolve("policy.yaml"),
        Recorded.bundle().replace("args.amount > 100", "args.amount > 120"));
    Path json = folder.resolve("result.json");
    var ran =
        run("--from", data.toString(), "--bundle", other.toString(), "--json", json.toString());
    assertThat(ran.code).describedAs(ran.out + ran.err).isZero();
    assertThat(ran.out).contains("escalate -> allow  rule large");
    var written = (Json.Obj) JsonReader.read(Files.readString(json, StandardCharsets.UTF_8));
    assertThat(written.get("different")).isEqualTo(new Json.Num("0"));
    assertThat(written.get("under")).isInstanceOf(Json.Obj.class);
  }

  @Test
  void aBundleWithAProblemIsNone() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("policy.yaml"), "version: 1\nnonsense: 1\n");
    var ran = run("--from", data.toString(), "--bundle", other.toString());
    assertThat(ran.code).isEqualTo(1);
    assertThat(ran.out).contains("nonsense");
  }

  @Test
  void whatCannotBeReadIsAMistakeInUsage() {
    assertThat(run("--from", folder.resolve("gone").toString()).code).isEqualTo(2);
    var near = run("--from", folder.toString());
    assertThat(near.code).isEqualTo(2);
    assertThat(near.err).contains("there is one in `" + data + "`");
    assertThat(run("--from", data.toString(), "--task", "none").code).isEqualTo(2);
    assertThat(run("--from", data.toString(), "--since", "yesterday").code).isEqualTo(2);
    assertThat(run("--from", "jdbc:postgresql:x?password=secret&nonsense").err)
        .doesNotContain("secret");
    assertThat(run().code).isEqualTo(2);
  }

  private static Ran run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    var all = new ArrayList<>(List.of("policy", "replay"));
    all.addAll(List.of(arguments));
    int code = line.execute(all.toArray(String[]::new));
    return new Ran(code, out.toString(), err.toString());
  }
}
