package io.legate.app.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// The independent verifier, `docs/verify/verify.py`, where there is a Python to run it.
public final class Python {

  private static final Path SCRIPT = Path.of("../docs/verify/verify.py");

  private Python() {}

  /// How it ended.
  public record Ran(int code, String out) {}

  /// Skips the test where there is no Python 3.
  public static void assume() {
    boolean there;
    try {
      there = run(List.of("python3", "--version")).code() == 0;
    } catch (IOException e) {
      there = false;
    }
    Assumptions.assumeTrue(there, "no python3 on the path, so the independent verifier is not run");
  }

  public static Ran verify(String key, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("python3", SCRIPT.toString(), "--key", key));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static Ran run(List<String> command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the verifier does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return new Ran(process.exitValue(), out);
  }
}
