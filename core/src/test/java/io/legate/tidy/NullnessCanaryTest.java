package io.legate.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/// The compiler's null checks find what they are for.
///
/// Error Prone and NullAway reach into the compiler, and a pair that does not fit the JDK can find
/// nothing and say nothing. So a source that must be refused is compiled here, by the JDK that
/// compiles the project and with the arguments that stand in the root `pom.xml`.
class NullnessCanaryTest {

  private static final String SOUND =
      """
      package canary;

      import org.jspecify.annotations.NullMarked;
      import org.jspecify.annotations.Nullable;

      @NullMarked
      class Canary {
        static int length(@Nullable String text) {
          return text == null ? 0 : text.length();
        }
      }
      """;

  private static final String UNSOUND =
      SOUND.replace("text == null ? 0 : text.length()", "text.length()");

  @TempDir Path folder;

  @Test
  void aPossibleNullIsNotDereferenced() throws Exception {
    assertThat(compile(UNSOUND)).contains("error: [NullAway] dereferenced expression");
  }

  @Test
  void soundCodeCompiles() throws Exception {
    assertThat(compile(SOUND)).isEmpty();
  }

  @Test
  void otherChecksOfErrorProneAreErrorsToo() throws Exception {
    String selfComparison = SOUND.replace("text == null ?", "text == null || text.equals(text) ?");
    assertThat(compile(selfComparison)).contains("[SelfEquals]").contains("error");
  }

  /// Returns what the compiler said; empty if it was content.
  private String compile(String source) throws Exception {
    Path file = Files.writeString(folder.resolve("Canary.java"), source);
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
    command.addAll(compilerArguments());
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(
        List.of(
            "-Werror",
            "-d",
            folder.toString(),
            "-cp",
            classPath,
            "-processorpath",
            classPath,
            file.toString()));
    Path said = folder.resolve("said");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    int exit = process.waitFor();
    String text = Files.readString(said);
    assertThat(exit != 0).as(text).isEqualTo(text.contains("error:"));
    return text;
  }

  /// What the root `pom.xml` hands to the compiler, its properties filled in.
  private static List<String> compilerArguments() throws Exception {
    Document pom = pom();
    var args =
        select(
            pom,
            "/project/build/plugins/plugin[artifactId='maven-compiler-plugin']/configuration/compilerArgs/arg");
    assertThat(args).contains("${errorprone.args}");
    var errorProne = select(pom, "/project/properties/errorprone.args");
    return args.stream()
        .map(arg -> arg.equals("${errorprone.args}") ? errorProne.getFirst() : arg)
        .toList();
  }

  private static Document pom() throws Exception {
    try (var in = Files.newInputStream(Sources.ROOT.resolve("pom.xml"))) {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
    }
  }

  private static List<String> select(Document pom, String path) throws Exception {
    var nodes =
        (NodeList)
            XPathFactory.newInstance().newXPath().evaluate(path, pom, XPathConstants.NODESET);
    var texts = new ArrayList<String>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().trim());
    }
    return texts;
  }
}
