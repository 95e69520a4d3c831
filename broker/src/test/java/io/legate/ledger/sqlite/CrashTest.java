package io.legate.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.ledger.RecordedEvent;
import io.legate.ledger.Sum;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a writing process at random instants, again and again on one ledger, and looks at what is
/// left: every acknowledged event, no gap, every hash, and the root.
class CrashTest {

  private static final int KILLS = 20;
  private static final long SEED = 20_260_102;

  /// Up to so many acknowledgements are read before a kill, so that instants are spread over the
  /// work and not over the time that a busy machine takes to start.
  private static final int LINES_MAX = 1_500;

  private final Map<String, Long> acknowledged = new HashMap<>();

  @Test
  void noAcknowledgedEventIsLost(@TempDir Path folder) throws Exception {
    var random = new Random(SEED);
    for (int kill = 1; kill <= KILLS; kill++) {
      writeAndKill(folder, "committed", random.nextInt(LINES_MAX), random.nextInt(3_000_000));
      check(folder, kill);
    }
    assertThat(total()).isGreaterThan(KILLS * 100L);
  }

  /// The check itself, seen to fail: a writer that acknowledges before the commit is caught.
  @Test
  void anEarlyAcknowledgementIsCaught(@TempDir Path folder) {
    assertThatThrownBy(
            () -> {
              for (int kill = 1; kill <= KILLS; kill++) {
                writeAndKill(folder, "early", 100, 0);
                check(folder, kill);
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("after kill");
  }

  private long total() {
    return acknowledged.values().stream().mapToLong(Long::longValue).sum();
  }

  private void writeAndKill(Path folder, String manner, int lines, int spins) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                CrashWriter.class.getName(),
                folder.toString(),
                manner)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader said = process.inputReader()) {
      assertThat(said.readLine()).isEqualTo("ready");
      for (int i = 0; i < lines; i++) {
        acknowledge(said.readLine());
      }
      for (int i = 0; i < spins; i++) {
        Thread.onSpinWait();
      }
      // The handle, because the process itself would close the pipe with what is still in it.
      assertThat(process.toHandle().destroyForcibly()).isTrue();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      drain(said);
    }
  }

  /// What was written to the pipe before the kill was acknowledged, all but a line cut short.
  private void drain(BufferedReader said) throws IOException {
    var rest = new StringBuilder();
    for (int c = said.read(); c >= 0; c = said.read()) {
      rest.append((char) c);
    }
    int whole = rest.lastIndexOf("\n");
    if (whole > 0) {
      rest.substring(0, whole).lines().forEach(this::acknowledge);
    }
  }

  private void acknowledge(String line) {
    String[] parts = line.split(" ");
    assertThat(parts).as(line).hasSize(2);
    acknowledged.merge(parts[0], Long.valueOf(parts[1]), Math::max);
  }

  private void check(Path folder, int kill) throws Exception {
    try (var ledger = SqliteLedger.open(folder, 1, InstantSource.system(), Long.MAX_VALUE)) {
      assertThat(ledger.verify()).isEqualTo(ledger.logHead().frontier());
      assertThat(ledger.logHead().term()).isEqualTo(2L * kill);
      for (int i = 0; i < CrashWriter.STREAMS; i++) {
        var stream = CrashWriter.stream(i);
        var head = ledger.head(stream);
        long last = head == null ? 0 : head.seq();
        long told = acknowledged.getOrDefault(stream.toString(), 0L);
        assertThat(last).as("%s after kill %d", stream, kill).isGreaterThanOrEqualTo(told);
        assertThat(last % 2).as("decisions are whole").isZero();
        var sum = Sum.FOLD.empty(stream);
        for (var event : ledger.stream(stream, 0, Integer.MAX_VALUE)) {
          sum = Sum.FOLD.apply(sum, RecordedEvent.of(event));
        }
        assertThat(sum.total()).as("no gap").isEqualTo(last);
      }
    }
  }
}
