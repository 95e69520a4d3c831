package io.legate.edge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/spec/conformance.md` names tests, and they exist.
class ConformancePageTest {

  private static final Path PAGE = Path.of("..", "docs", "spec", "conformance.md");
  private static final List<String> MODULES = List.of("core", "broker", "client-java");
  private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9]+)\\.([A-Za-z0-9_]+)`");

  @Test
  void everyTestItNamesExists() throws Exception {
    Map<String, String> sources = sources();
    var missing = new ArrayList<String>();
    int named = 0;
    var names = NAMED.matcher(Files.readString(PAGE));
    while (names.find()) {
      named++;
      String source = sources.getOrDefault(names.group(1), "");
      String name = Pattern.quote(names.group(2));
      if (!Pattern.compile("\\bvoid " + name + "\\(|^  " + name + "\\(", Pattern.MULTILINE)
          .matcher(source)
          .find()) {
        missing.add(names.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(50);
  }

  @Test
  void everyStepStandsInItOnce() throws Exception {
    String page = Files.readString(PAGE);
    assertThat(Arrays.stream(DpopStep.values()).map(step -> "`DpopStep." + step + "`"))
        .allSatisfy(name -> assertThat(page.split(Pattern.quote(name), -1)).hasSize(2));
  }

  /// Of tests, by class.
  private static Map<String, String> sources() throws IOException {
    var sources = new HashMap<String, String>();
    for (String module : MODULES) {
      try (var files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
        }
      }
    }
    return sources;
  }
}
