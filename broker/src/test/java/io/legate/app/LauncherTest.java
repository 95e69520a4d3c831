package io.legate.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./legate` over a JDK and a Maven that only say how they were called.
class LauncherTest {

  private static final List<String> TOOLS =
      List.of(
          "cat",
          "dirname",
          "find",
          "grep",
          "head",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sh",
          "sleep",
          "tail",
          "touch");

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$*" >>"$CALLS"
      case $* in *-am*package*) ;; *) echo "mvn $*"; exit 0 ;; esac
      [ ! -e "$(dirname "$0")/broken" ] || { echo '[ERROR] does not compile'; exit 1; }
      root=${3%/pom.xml}
      for module in broker admin demo-agents bench; do
        mkdir -p "$root/$module/target"
        echo some.jar >"$root/$module/target/classpath"
      done
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in *AOTCacheOutput*) echo 'ready x' ;; *) echo "java $*" ;; esac
      """;

  @TempDir Path folder;
  private Path root;
  private Path jdk;

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void pretend() throws Exception {
    root = Files.createDirectories(folder.resolve("a project"));
    Files.copy(Path.of("../legate"), root.resolve("legate"));
    Files.createDirectories(root.resolve("broker/src/main"));
    write(root.resolve("broker/src/main/A.java"), "");
    write(root.resolve("pom.xml"), "");
    for (String tool : TOOLS) {
      Path found = Path.of("/usr/bin", tool);
      Path link = Files.createDirectories(folder.resolve("bin")).resolve(tool);
      Files.createSymbolicLink(link, Files.exists(found) ? found : Path.of("/bin", tool));
    }
    write(folder.resolve("bin/mvn"), MAVEN);
    jdk = jdk("jdk", "25.0.1");
  }

  @Test
  void helpNamesEveryCommandAndIsNoFailure() throws Exception {
    var ended = run("--help");
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("  dev ", "  server ", "  keys ", "  policy ", "  admin ", "  demo ")
        .contains("  test ", "  format ", "  bench ")
        .contains("Exit codes: 0 it held, 1 it did not hold, 2 usage");
  }

  @Test
  void wrongUsageIsTwoAndSaidOnStandardError() throws Exception {
    assertThat(run().code()).isEqualTo(2);
    var ended = run("nothing");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("legate: no command `nothing`");
  }

  @Test
  void commandIsBuiltOnceAndRunWithItsArguments() throws Exception {
    var first = run("policy", "check", "a b");
    assertThat(first.code()).isZero();
    assertThat(first.out())
        .isEqualTo(
            "java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
                + " -Xlog:disable -Xlog:all=warning:stderr -cp "
                + root
                + "/broker/target/legate-broker.jar:some.jar"
                + " io.legate.app.Main policy check a b\n");
    assertThat(first.err()).contains("legate: building (log: ", "legate:   0 s");
    assertThat(run("keys", "show").err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aServerMayBeAMemberOfACluster() throws Exception {
    assertThat(run("server", "--config", "a b.yaml").out())
        .contains("--add-opens java.base/sun.nio.ch=ALL-UNNAMED ")
        .endsWith(" io.legate.app.Main server --config a b.yaml\n");
    assertThat(run("dev").out()).doesNotContain("--add-opens");
  }

  @Test
  void whatChangedIsBuiltAgain() throws Exception {
    run("keys", "show");
    var later = FileTime.from(Instant.now().plusSeconds(60));
    Files.createDirectories(root.resolve("broker/src/test"));
    Files.setLastModifiedTime(root.resolve("broker/src/test"), later);
    run("keys", "show");
    assertThat(builds()).isEqualTo(1);
    Files.setLastModifiedTime(root.resolve("broker/src/main/A.java"), later);
    run("keys", "show");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void deletedSourceIsAChangeToo() throws Exception {
    run("keys", "show");
    Files.delete(root.resolve("broker/src/main/A.java"));
    Files.setLastModifiedTime(
        root.resolve("broker/src/main"), FileTime.from(Instant.now().plusSeconds(60)));
    run("keys", "show");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void failedBuildIsOneAndLeavesNothingThatLooksBuilt() throws Exception {
    write(folder.resolve("bin/broken"), "");
    for (int i = 0; i < 2; i++) {
      var ended = run("keys", "show");
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err()).contains("[ERROR] does not compile", "legate: the build failed");
    }
    assertThat(root.resolve("target/building")).doesNotExist();
  }

  @Test
  void lockOfADeadBuildIsTakenOver() throws Exception {
    var dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.createDirectories(root.resolve("target/building"));
    write(root.resolve("target/building/pid"), dead.pid() + "\n");
    assertThat(run("keys", "show").code()).isZero();
  }

  @Test
  void demoKnowsItsLauncher() throws Exception {
    write(jdk.resolve("bin/java"), JAVA.replace("java $*", "$LEGATE_LAUNCHER $*"));
    assertThat(run("demo", "--list").out())
        .startsWith(root + "/legate --enable-native-access")
        .endsWith(" io.legate.demo.Main --list\n");
  }

  @Test
  void testsAreMavensWithItsArguments() throws Exception {
    assertThat(run("test", "-pl", "core").out())
        .isEqualTo("mvn -B -f " + root + "/pom.xml verify -pl core\n");
  }

  @Test
  void anOlderJavaHomeIsPassedOver() throws Exception {
    Path old = jdk("old", "17.0.15");
    write(old.resolve("bin/java"), "#!/bin/sh\necho wrong\n");
    var process = command("keys", "show");
    process.environment().put("JAVA_HOME", old.toString());
    process.environment().merge("PATH", jdk + "/bin", (tools, right) -> right + ":" + tools);
    assertThat(run(process).out()).startsWith("java --enable-native-access");
  }

  @Test
  void missingMavenIsTwo() throws Exception {
    Files.delete(folder.resolve("bin/mvn"));
    var ended = run("keys", "show");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("legate: no Maven found; install it");
  }

  private Ended run(String... arguments) throws Exception {
    return run(command(arguments));
  }

  private ProcessBuilder command(String... arguments) {
    var line = new ArrayList<>(List.of("/bin/sh", root.resolve("legate").toString()));
    line.addAll(List.of(arguments));
    var process = new ProcessBuilder(line);
    process.environment().clear();
    process.environment().put("PATH", folder.resolve("bin").toString());
    process.environment().put("JAVA_HOME", jdk.toString());
    process.environment().put("CALLS", folder.resolve("calls").toString());
    return process;
  }

  private Ended run(ProcessBuilder process) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    int code = process.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Ended(code, Files.readString(out), Files.readString(err));
  }

  private long builds() throws IOException {
    return Files.readString(folder.resolve("calls")).lines().count();
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    write(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    write(home.resolve("bin/javac"), "");
    write(home.resolve("bin/java"), JAVA);
    return home;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(requireNonNull(file.getParent()));
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
