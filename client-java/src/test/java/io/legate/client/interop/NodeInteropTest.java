package io.legate.client.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json.Obj;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Unmodified libraries for Node do the whole flow. Skipped where there is no Node, or nowhere to
/// get the libraries from.
class NodeInteropTest {

  @TempDir private static Path folder;

  private static Script script;
  private static Stage stage;

  @BeforeAll
  static void open() throws Exception {
    script = Script.copiedTo("interop-node");
    if (!script.succeeds("node", "--version") || !script.succeeds("npm", "--version")) {
      Script.missing("`node` or `npm` is not installed");
    }
    if (!script.succeeds("npm", "install", "--no-package-lock", "--no-audit", "--no-fund")) {
      Script.missing("the libraries cannot be installed, see target/interop-node/npm.log");
    }
    stage = Stage.open(folder);
  }

  @AfterAll
  static void close() {
    if (stage != null) {
      stage.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"oauth4webapi", "openid-client", "jose", "dpop", "grpc-js"})
  void theLibraryDoesTheWholeFlow(String library) throws Exception {
    Obj work = stage.work(stage.subject()).build();
    script.assertEveryCheckHolds(command(library), work, environment());
  }

  /// The scripts themselves must be able to fail.
  @Test
  void aWrongExpectationFailsTheScript() throws Exception {
    var command = command("oauth4webapi");
    Obj wrong = stage.work("user:corp:mallory").build();
    assertThat(script.run(command, wrong, environment())).isNotZero();
    assertThat(script.log(command)).contains("FAIL  sub, txn and client_id");
  }

  private static List<String> command(String library) {
    return List.of("node", library + ".mjs");
  }

  private static Map<String, String> environment() {
    return Map.of("NODE_EXTRA_CA_CERTS", stage.ca().toString());
  }
}
