package io.legate.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small office nobody else wrote, played through a broker of its own: the recipe on tools it was
/// not made for.
class ReplayTest {

  @TempDir private Path folder;

  @BeforeEach
  void runTheBrokerFromThisClassPath() throws IOException {
    Path launcher = folder.resolve("legate");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '%s' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:TieredStopAtLevel=1 -cp '%s' io.legate.app.Main \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    System.setProperty("legate.launcher", launcher.toString());
  }

  @AfterEach
  void forgetTheLauncher() {
    System.clearProperty("legate.launcher");
  }

  @Test
  void honestWorkGoesUnaskedAndNoAttackGetsThrough() throws Exception {
    Json.Obj figures = replay("agentdojo", office().toString());
    assertThat(figures)
        .isEqualTo(
            JsonReader.read(
                """
                {"user_tasks":{"total":7,"unasked":6,"one_approval":1,"refused":0},
                 "security_cases":{"total":42,"stopped":0,"escalated":42,"let_through":0}}
                """));
  }

  @Test
  void withoutBothRulesEveryAttackGetsThrough() throws Exception {
    Json.Obj figures = replay("agentdojo", office().toString(), "--without", "seen,labels");
    assertThat(figures)
        .isEqualTo(
            JsonReader.read(
                """
                {"user_tasks":{"total":7,"unasked":7,"one_approval":0,"refused":0},
                 "security_cases":{"total":42,"stopped":0,"escalated":0,"let_through":42}}
                """));
  }

  /// Runs a replay and returns what it says of everything.
  private Json.Obj replay(String... arguments) throws Exception {
    Path json = folder.resolve("figures.json");
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 4);
    all[arguments.length] = "--json";
    all[arguments.length + 1] = json.toString();
    all[arguments.length + 2] = "--data";
    all[arguments.length + 3] = folder.resolve("data").toString();
    assertThat(Main.run(all)).isZero();
    var figures = (Json.Obj) JsonReader.read(Files.readAllBytes(json));
    return (Json.Obj) Objects.requireNonNull(figures.get("total"));
  }

  private static Path office() throws Exception {
    return Path.of(
            Objects.requireNonNull(ReplayTest.class.getResource("office/tools.json")).toURI())
        .getParent();
  }
}
