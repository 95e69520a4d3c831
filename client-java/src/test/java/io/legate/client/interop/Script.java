package io.legate.client.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.legate.json.Jcs;
import io.legate.json.Json.Obj;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The scripts of `demo-agents/interop`, in a copy of their folder where libraries may be put.
///
/// @param folder the copy
record Script(Path folder) {

  private static final Path SOURCES = Path.of("..", "demo-agents", "interop");

  /// Returns the scripts, copied below `target`.
  static Script copiedTo(String name) throws IOException {
    Path folder = Path.of("target", name).toAbsolutePath();
    Files.createDirectories(folder);
    try (var all = Files.newDirectoryStream(SOURCES, "*.{json,mjs,py,txt}")) {
      for (Path file : all) {
        Files.write(folder.resolve(file.getFileName().toString()), Files.readAllBytes(file));
      }
    }
    return new Script(folder);
  }

  /// Skips the test where a runtime is missing, or fails it where nothing may be left out unseen:
  /// where `LEGATE_INTEROP` is `required`, and where `CI` is set and it does not say `optional`.
  static void missing(String what) {
    String interop = System.getenv("LEGATE_INTEROP");
    boolean required = interop == null ? System.getenv("CI") != null : interop.equals("required");
    if (required) {
      fail(what + ", and is required here (LEGATE_INTEROP, CI)");
    }
    abort("skipped: " + what);
  }

  /// Runs a script and asserts that every one of its checks held.
  void assertEveryCheckHolds(List<String> command, Obj work, Map<String, String> environment)
      throws Exception {
    int code = run(command, work, environment);
    assertThat(log(command)).doesNotContain("FAIL").contains("every check held");
    assertThat(code).isZero();
  }

  /// Runs a script with the file of `work` after its own name, and returns its exit code.
  ///
  /// @param command the program, the script, and what comes after the file
  int run(List<String> command, Obj work, Map<String, String> environment) throws Exception {
    Path file = folder.resolve(command.get(1) + ".json");
    Files.writeString(file, Jcs.text(work));
    try {
      var whole = new java.util.ArrayList<>(command);
      whole.add(2, file.toString());
      var process = new ProcessBuilder(whole).directory(folder.toFile());
      process.environment().putAll(environment);
      process.redirectErrorStream(true).redirectOutput(logFile(command).toFile());
      return ended(process.start());
    } finally {
      // It has private keys in it.
      Files.delete(file);
    }
  }

  String log(List<String> command) throws IOException {
    return Files.readString(logFile(command));
  }

  private Path logFile(List<String> command) {
    return folder.resolve(command.get(1) + ".log");
  }

  /// Returns whether a command is there and ends well.
  boolean succeeds(String... command) throws Exception {
    var process = new ProcessBuilder(command).directory(folder.toFile());
    Path log = folder.resolve(Path.of(command[0]).getFileName() + ".log");
    process.redirectErrorStream(true).redirectOutput(log.toFile());
    try {
      return ended(process.start()) == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  private static int ended(Process process) throws Exception {
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }
}
