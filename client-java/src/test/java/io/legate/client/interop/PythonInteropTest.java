package io.legate.client.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Unmodified libraries for Python do the whole flow: `python3-authlib` and `python3-grpcio` as
/// Debian has them, the second with what `protoc` makes of the services. Each is skipped where it
/// is not installed.
class PythonInteropTest {

  /// Whatever Python comes first, and the one that Debian's packages are for.
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

  @TempDir private Path folder;

  @Test
  void authlibDoesTheWholeFlow() throws Exception {
    var script = Script.copiedTo("interop-python");
    String python = withModules(script, "authlib, requests");
    assertFlow(script, List.of(python, "authlib_flow.py"));
  }

  @Test
  void grpcioDoesTheWholeFlow() throws Exception {
    var script = Script.copiedTo("interop-python");
    String python = withModules(script, "grpc, google.protobuf, authlib, requests");
    if (!script.succeeds("protoc", "--version")) {
      Script.missing("`protoc` is not installed");
    }
    Path generated = Files.createDirectories(folder.resolve("generated"));
    assertFlow(script, List.of(python, "grpcio_flow.py", generated.toString()));
  }

  private void assertFlow(Script script, List<String> command) throws Exception {
    try (var stage = Stage.open(folder)) {
      var environment = Map.of("REQUESTS_CA_BUNDLE", stage.ca().toString());
      var work = stage.work(stage.subject()).build();
      script.assertEveryCheckHolds(command, work, environment);
      // The scripts themselves must be able to fail.
      var wrong = stage.work("user:corp:mallory").build();
      assertThat(script.run(command, wrong, environment)).isNotZero();
    }
  }

  private static String withModules(Script script, String modules) throws Exception {
    for (String python : PYTHONS) {
      if (script.succeeds(python, "-c", "import " + modules)) {
        return python;
      }
    }
    Script.missing("no Python has the modules " + modules);
    throw new AssertionError("the test was ended");
  }
}
