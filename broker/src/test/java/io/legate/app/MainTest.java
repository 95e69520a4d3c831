package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the commands print and how they end.
class MainTest {

  @TempDir Path folder;

  private record Ended(int code, String out, String err) {}

  @Test
  void helpIsNoFailure() {
    assertThat(run("--help").code()).isZero();
    assertThat(run("--help").out()).contains("dev", "server", "keys", "Exit codes:");
    for (String command : List.of("dev", "server", "keys")) {
      assertThat(run(command, "--help").code()).as(command).isZero();
    }
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(run("nothing").code()).isEqualTo(2);
    assertThat(run("dev", "--port", "x").code()).isEqualTo(2);
    assertThat(run("server").code()).isEqualTo(2);
    assertThat(run("keys").code()).isEqualTo(2);
  }

  @Test
  void wrongConfigurationIsTwoAndToldWithItsPlaces() throws Exception {
    Path file = folder.resolve("legate.yaml");
    Files.writeString(file, "isuer: https://a.example\nlimits: {depth: 99}\n");
    var ended = run("dev", "--config", file.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith("the configuration cannot be used\n")
        .contains("  line 1: isuer: unknown key", "  line 2: limits.depth: must be")
        .doesNotContain("Exception");
    assertThat(run("dev", "--config", folder.resolve("none.yaml").toString()).code()).isEqualTo(2);
  }

  @Test
  void unsafeServerIsTwo() throws Exception {
    Path file = folder.resolve("legate.yaml");
    Files.writeString(file, "listen: 0.0.0.0:8443\n");
    var ended = run("server", "--config", file.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("issuer: is required", "tls: `certificate` and `key` are");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void keysAreIssuedAndShown() {
    String data = folder.resolve("data").toString();
    String out = folder.resolve("out").toString();
    assertThat(run("keys", "show", "--data", data).code()).isEqualTo(1);
    var issued = run("keys", "issue", "--data", data, "--out", out, "erp", "crm");
    assertThat(issued.code()).isZero();
    assertThat(issued.out().lines()).containsExactly(out + "/erp.pem", out + "/crm.pem");
    assertThat(folder.resolve("out")).isDirectoryContaining("glob:**/erp-key.pem");
    var shown = run("keys", "show", "--data", data);
    assertThat(shown.code()).isZero();
    assertThat(shown.out()).contains("ca.pem", "sha-256 ").doesNotContain("PRIVATE");
  }

  @Test
  void nodesAreIssuedByTheClustersAuthority() {
    String data = folder.resolve("data").toString();
    String out = folder.resolve("out").toString();
    var issued =
        run("keys", "node", "--data", data, "--out", out, "--node", "2", "--name", "b.example");
    assertThat(issued.code()).isZero();
    assertThat(issued.out().lines()).containsExactly(out + "/node-2.pem");
    assertThat(folder.resolve("data")).isDirectoryContaining("glob:**/cluster-ca.pem");
    for (String wrong : List.of("0", "1024", "x")) {
      assertThat(run("keys", "node", "--out", out, "--node", wrong).code()).isEqualTo(2);
    }
  }

  @Test
  void nameOfAKeyIsNoPath() {
    String data = folder.resolve("data").toString();
    assertThat(run("keys", "issue", "--data", data, "--out", data, "../x").code()).isEqualTo(2);
    assertThat(folder.resolve("data")).doesNotExist();
  }

  private static Ended run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Ended(code, out.toString(), err.toString());
  }
}
