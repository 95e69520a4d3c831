package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.app.config.LegateConfig.Listen;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `legate dev` as a process: what it writes where, and how it ends.
class DevProcessTest {

  /// What a JVM answers when SIGTERM has ended it.
  private static final int TERMINATED = 128 + 15;

  @TempDir Path folder;

  @Test
  void oneLineSaysReadyAndASignalDrains() throws Exception {
    var process = dev();
    try (var out = process.inputReader()) {
      String ready = out.readLine();
      assertThat(ready).matches("ready https://127\\.0\\.0\\.1:[1-9][0-9]*");
      int port = URI.create(ready.substring("ready ".length())).getPort();
      var listen = new Listen("127.0.0.1", port);
      assertThat(LoopbackProbe.status(listen, port, folder.resolve("data/ca.pem"))).isEqualTo(200);
      // By its handle: the process itself would close what is still to be read.
      process.toHandle().destroy();
      assertThat(out.lines()).isEmpty();
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(TERMINATED);
    assertThat(Files.readString(folder.resolve("log")))
        .contains("INFO  Broker: issuer https://127.0.0.1:")
        .doesNotContain("WARN", "ERROR");
    assertThat(folder.resolve("data").toFile().list())
        .contains("ledger.db", "node-key.jwk", "ca.pem")
        .doesNotContain("ledger.db-wal");
  }

  @Test
  void killedBrokerStartsAgain() throws Exception {
    for (int i = 0; i < 2; i++) {
      var process = dev();
      try (var out = process.inputReader()) {
        assertThat(out.readLine()).startsWith("ready ");
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private Process dev() throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "io.legate.app.Main",
            "dev",
            "--port",
            "0",
            "--data",
            folder.resolve("data").toString()));
    return new ProcessBuilder(command).redirectError(folder.resolve("log").toFile()).start();
  }
}
