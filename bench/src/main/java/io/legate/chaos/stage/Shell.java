package io.legate.chaos.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs short commands of the operating system.
final class Shell {

  private Shell() {}

  /// What a command did.
  ///
  /// @param output standard output and error
  record Result(int code, String output) {}

  /// Runs a command and returns what it wrote.
  ///
  /// @throws StageException if it fails
  static String run(List<String> command) throws StageException {
    Result result = tryRun(command);
    if (result.code != 0) {
      throw new StageException(
          "`%s` failed: %s".formatted(String.join(" ", command), result.output.strip()));
    }
    return result.output;
  }

  /// Runs a command, whether it succeeds or not.
  static Result tryRun(List<String> command) throws StageException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new StageException("`%s` cannot be run".formatted(command.getFirst()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted", e);
    }
  }

  /// Sends a signal to a process.
  static void signal(String name, long pid) throws StageException {
    run(List.of("kill", "-" + name, Long.toString(pid)));
  }
}
