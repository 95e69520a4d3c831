package io.legate.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The sources keep the house rules, and each rule finds what it is for.
class TidyTest {

  @Test
  void everySourceKeepsTheRules() throws Exception {
    var found = new TreeSet<String>();
    for (Path file : Sources.javaFiles()) {
      boolean test = Sources.ROOT.relativize(file).toString().contains("/src/test/");
      for (String violation : JavaRules.violations(Files.readString(file), test)) {
        found.add(Sources.ROOT.relativize(file) + ":" + violation);
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void everyTrackedTextKeepsTheRules() throws Exception {
    var found = new TreeSet<String>();
    for (Path file : Sources.trackedFiles()) {
      try {
        for (String violation : TextRules.violations(Files.readString(file))) {
          found.add(Sources.ROOT.relativize(file) + ":" + violation);
        }
      } catch (CharacterCodingException binary) {
        // Nothing to read in it.
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void theSourcesAreFound() throws Exception {
    assertThat(Sources.javaFiles()).contains(Sources.ROOT.resolve(thisFile()));
    assertThat(Sources.trackedFiles())
        .contains(Sources.ROOT.resolve(thisFile()), Sources.ROOT.resolve("legate"));
  }

  private static String thisFile() {
    return "core/src/test/java/io/legate/tidy/TidyTest.java";
  }

  /// Snippets that break one rule each, and neighbours that break none.
  @Nested
  class TheRules {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Object at = Instant.now();",
          "Object at = java.time.Instant.now();",
          "long at = System.currentTimeMillis();",
          "Object at = Clock.systemUTC();",
          "Object at = new Date();",
          "void print() { System.out.println(1); }",
          "void print() { System.err.println(1); }",
          "String text = String.format(\"%d\", 1);",
          "String text = \"%,.2f\".formatted(1.0);",
          "@Dis" + "abled void later() {}",
          "class FooImpl {}",
          "class StringUtils {}",
          "class TaskManager {}",
          "int grant;",
          "int toolGrants;",
          "static final int GRANTS_MAX = 1;",
          "void stepUp() {}",
        })
    void findInTheDomain(String member) throws Exception {
      assertThat(JavaRules.violations(inPackage("task", member), false)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Object at = Instant.now(clock);",
          "String text = \"Instant.now() and System.out\"; // Thread.sl" + "eep(1)",
          "String text = String.format(Locale.ROOT, \"%d\", 1);",
          "String text = \"%s %02x\".formatted(name, 1);",
          "int grantType;",
          "static final String GRANT_TYPE = null;",
          "int immigrants;",
          "synchronized void guarded() {}",
        })
    void leaveInTheDomain(String member) throws Exception {
      assertThat(JavaRules.violations(inPackage("task", member), false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "void nap() throws Exception { Thread.sl" + "eep(1); }",
          "void nap() throws Exception { TimeUnit.SECONDS.sleep(1); }",
        })
    void findATestThatWaitsForTimeToPass(String member) throws Exception {
      assertThat(JavaRules.violations(inPackage("task", member), true)).hasSize(1);
      assertThat(JavaRules.violations(inPackage("task", member), false)).isEmpty();
    }

    @Test
    void letTheEdgesReadTheClockAndSpeak() throws Exception {
      String member = "void now() { System.out.println(Instant.now()); }";
      assertThat(JavaRules.violations(inPackage("app", member), false)).isEmpty();
      assertThat(JavaRules.violations(inPackage("task", member), true)).isEmpty();
      assertThat(JavaRules.violations(inPackage("keys", member), false)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "synchronized void guarded() {}",
          "void guarded() { synchronized (this) {} }",
        })
    void findMonitorsOnEventLoops(String member) throws Exception {
      assertThat(JavaRules.violations(inPackage("grpc", member), false)).hasSize(1);
      assertThat(JavaRules.violations(inPackage("http", member), true)).hasSize(1);
    }

    @Test
    void findWhatIsTooLong() throws Exception {
      int inside = JavaRules.METHOD_LINES_MAX - 2;
      assertThat(JavaRules.violations(inPackage("task", method(inside)), false)).isEmpty();
      assertThat(JavaRules.violations(inPackage("task", method(inside + 1)), false)).hasSize(1);
      String file = "package a;\n" + "\n".repeat(JavaRules.FILE_LINES_MAX - 1);
      assertThat(JavaRules.violations(file, false)).isEmpty();
      assertThat(JavaRules.violations(file + "\n", false)).hasSize(1);
    }

    @Test
    void findPackagesNamedForNothing() throws Exception {
      assertThat(JavaRules.violations("package io.legate.task.util;", false)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "// TO" + "DO later",
          "# FIX" + "ME",
          "see /" + "work/main",
          "file:/" + "home/someone/x",
          "\"/" + "root/.m2\"",
          "https://repo.mav" + "en.example/x",
          "https://registry.npm" + "js.example",
          "a step-" + "up is asked",
          "a black" + "list",
        })
    void findInAnyText(String line) {
      assertThat(TextRules.violations("fine\n" + line + "\n"))
          .singleElement()
          .asString()
          .startsWith("2: ");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://maven.apache.org/POM/4.0.0",
          "http://maven.apache.org/xsd/maven-4.0.0.xsd",
          "the network/work/flow of the root/child",
          "${HOME}/wor" + "k/space",
          "a block list of todo items",
        })
    void leaveInAnyText(String line) {
      assertThat(TextRules.violations(line)).isEmpty();
    }

    private static String inPackage(String feature, String member) {
      return "package io.legate." + feature + ";\nclass Planted {\n" + member + "\n}\n";
    }

    private static String method(int statements) {
      return "void long_() {\n" + ";\n".repeat(statements) + "}";
    }
  }
}
