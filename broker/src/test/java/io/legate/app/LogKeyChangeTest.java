package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.app.audit.Python;
import io.legate.app.config.ConfigReader;
import io.legate.app.config.LegateConfig;
import io.legate.audit.TransparencyLog;
import io.legate.keys.LogKeyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker that gets other keys for its log, seen by an auditor who knows the first.
class LogKeyChangeTest {

  private static final String ISSUER = "https://broker.test";

  @TempDir Path data;

  @Test
  void auditorFollowsAChangeThatTheKeyBeforeVouchesFor() throws Exception {
    run();
    String first = key();
    assertThat(keys("rotate-log", "--data", data.toString()).code).isZero();
    assertThat(keys("rotate-log", "--data", data.toString()).code).isEqualTo(1);
    run();
    String second = key();
    assertThat(second).isNotEqualTo(first);
    assertThat(data.resolve("log-key-next.json")).doesNotExist();
    for (String pinned : List.of(first, second)) {
      assertHeld(audit("verify", "--data", data.toString(), "--key", pinned));
      assertHeld(audit("verify", "--export", export(), "--key", pinned));
    }
    assertHeld(audit("verify", "--data", data.toString()));
    Python.assume();
    assertThat(python(first)).contains("held: ").contains("now signed with " + second);
    assertThat(python(second)).contains("held: ").doesNotContain("now signed");
  }

  @Test
  void changeThatNobodyVouchesForIsNamed() throws Exception {
    run();
    String first = key();
    Files.delete(data.resolve("log-key.json"));
    run();
    for (String[] pin : new String[][] {{}, {"--key", first}}) {
      var ran = audit(with(new String[] {"verify", "--data", data.toString()}, pin));
      assertThat(ran.code).isEqualTo(1);
      assertThat(ran.out).contains("wrong key: record ", "the log's keys change here");
    }
    assertHeld(audit("verify", "--data", data.toString(), "--key", key()));
    Python.assume();
    assertThat(python(first)).contains("did not hold: wrong key: the keys change");
    assertThat(python(key())).contains("held: ");
  }

  /// The next keys were announced, and the process died before their file took its place.
  @Test
  void crashInTheMiddleIsPutRightByTheNextStart() throws Exception {
    run();
    String first = key();
    LogKeyFile.makeNext(data);
    byte[] before = Files.readAllBytes(data.resolve("log-key.json"));
    byte[] next = Files.readAllBytes(data.resolve("log-key-next.json"));
    run();
    Files.write(data.resolve("log-key.json"), before);
    Path again = Files.copy(data.resolve("log-key.json"), data.resolve("log-key-next.json"));
    Files.write(again, next);
    run();
    assertThat(data.resolve("log-key-next.json")).doesNotExist();
    assertHeld(audit("verify", "--data", data.toString(), "--key", first));
  }

  @Test
  void logThatIsCalledOtherwiseIsVouchedForToo() throws Exception {
    run();
    String first = key();
    var other = config("https://other.test");
    Broker.start(other, Clock.systemUTC()).close();
    assertHeld(audit("verify", "--data", data.toString(), "--key", first));
  }

  private void run() throws Exception {
    Broker.start(config(ISSUER), Clock.systemUTC()).close();
  }

  private LegateConfig config(String issuer) throws Exception {
    return ConfigReader.parse("issuer: " + issuer + "\nlisten: 127.0.0.1:0\n", data).withData(data);
  }

  private String key() throws IOException {
    String name = TransparencyLog.origin(ISSUER, 1);
    return LogKeyFile.open(data).signing(name).signers().getFirst().key().text();
  }

  private String export() throws Exception {
    Path file = Files.createTempFile(data, "export", ".jsonl");
    Files.delete(file);
    assertThat(audit("export", "--data", data.toString(), "--out", file.toString()).code).isZero();
    return file.toString();
  }

  private String python(String key) throws Exception {
    return Python.verify(key, "export", export()).out();
  }

  private record Ran(int code, String out) {}

  private static void assertHeld(Ran ran) {
    assertThat(ran.code).as(ran.out).isZero();
  }

  private static Ran keys(String... arguments) {
    return legate(with(new String[] {"keys"}, arguments));
  }

  private static Ran audit(String... arguments) {
    return legate(with(new String[] {"audit"}, arguments));
  }

  private static String[] with(String[] one, String[] other) {
    var both = new java.util.ArrayList<>(List.of(one));
    both.addAll(List.of(other));
    return both.toArray(String[]::new);
  }

  private static Ran legate(String... arguments) {
    var out = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(arguments);
    return new Ran(code, out.toString());
  }
}
