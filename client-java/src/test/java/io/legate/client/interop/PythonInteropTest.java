package io.legate.client.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Unmodified libraries for Python do the whole flow: `python3-authlib` and `python3-grpcio` as
/// Debian has them, the second with what `protoc` makes of the services. Where they are not
/// installed, the same as their authors publish them, in an environment below `target`; skipped
/// where there is no Python, or nowhere to get them from.
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
    if (!script.succeeds("protoc", "--version")
        && !script.succeeds(python, "-c", "import grpc_tools")) {
      python = ownPython(script);
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
    return ownPython(script);
  }

  /// Returns a Python with an environment of its own and the libraries in it.
  private static String ownPython(Script script) throws Exception {
    Path environment = script.folder().resolve("venv");
    String python = environment.resolve("bin").resolve("python").toString();
    if (!script.succeeds(python, "-c", "import grpc_tools, authlib, requests")) {
      if (!script.succeeds("python3", "-m", "venv", environment.toString())) {
        Script.missing("`python3` is not installed, or its module `venv`");
      }
      String wanted = script.folder().resolve("requirements.txt").toString();
      if (!script.succeeds(python, "-m", "pip", "install", "--quiet", "-r", wanted)) {
        Script.missing("the libraries cannot be installed, see target/interop-python/python.log");
      }
    }
    return python;
  }
}
