package io.legate.replay.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteReaderTest {

  private static final String TOOLS =
      """
      [{"name":"look","effect":"read","return_type":"list[str]","untrusted_output":"vector"},
       {"name":"act","parameters":{"properties":{"whom":{"type":"string"}}},"critical_args":["whom"]}]
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeAGoodSuite() throws IOException {
    write("tools.json", TOOLS);
    write(
        "user_tasks.json",
        """
        [{"id":"u","prompt":"Do it.","difficulty":"EASY","ground_truth":
          [{"function":"act","args":{"whom":"me","why":null},"result":"None"}]}]
        """);
    write(
        "injection_tasks.json",
        """
        [{"id":"i","goal":"Do evil.","ground_truth":[{"function":"act","args":{"whom":"them"}}]}]
        """);
  }

  @Test
  void aFolderIsASuiteOrHoldsSome() throws Exception {
    assertThat(SuiteReader.readAll(folder)).hasSize(1);
    Path parent = Files.createDirectory(folder.resolve("all"));
    for (String name : List.of("tools.json", "user_tasks.json", "injection_tasks.json")) {
      Files.createDirectories(parent.resolve("one"));
      Files.copy(folder.resolve(name), parent.resolve("one").resolve(name));
    }
    assertThat(SuiteReader.readAll(parent)).extracting(Suite::name).containsExactly("one");
  }

  @Test
  void anArgumentThatIsNullIsNone() throws Exception {
    var task = Objects.requireNonNull(SuiteReader.readAll(folder).getFirst().userTasks().get("u"));
    var call = task.calls().getFirst();
    assertThat(call.arguments().members()).containsOnlyKeys("whom");
  }

  @Test
  void aToolWithoutAnEffectIsTakenForTheWorst() throws Exception {
    assertThat(tool("act").effect()).isEqualTo(Tool.Effect.WRITE);
  }

  @Test
  void onlyWhatReturnsAStringReturnsText() throws Exception {
    assertThat(returning("<class 'str'>").returnsText()).isTrue();
    assertThat(returning("str | None").returnsText()).isTrue();
    assertThat(returning("").returnsText()).isTrue();
    assertThat(returning("list[str]").returnsText()).isFalse();
    assertThat(returning("dict[str, str]").returnsText()).isFalse();
    assertThat(returning("<class 'shop.Restriction'>").returnsText()).isFalse();
  }

  private Tool returning(String type) throws Exception {
    write("tools.json", TOOLS.replace("list[str]", type));
    return tool("look");
  }

  private Tool tool(String name) throws Exception {
    return Objects.requireNonNull(SuiteReader.readAll(folder).getFirst().tools().get(name));
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    refuses("tools.json", "[{}]", "tools.json[0].name` is not a text");
    refuses("tools.json", "[{\"name\":\"x\",\"effect\":\"explode\"}]", ".effect` is not known");
    refuses("tools.json", "{}", "` is not a list");
    refuses("tools.json", "[", "` is not JSON: ");
    write("tools.json", TOOLS);
    refuses(
        "injection_tasks.json",
        "[{\"id\":\"i\",\"ground_truth\":[{\"function\":\"fly\",\"args\":{}}]}]",
        "calls `fly`, which is no tool of its suite");
    Files.delete(folder.resolve("user_tasks.json"));
    assertThatThrownBy(() -> SuiteReader.readAll(folder)).hasMessageEndingWith("cannot be read");
  }

  @Test
  void aFolderWithoutSuitesIsRefused() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> SuiteReader.readAll(empty)).hasMessageContaining("holds no suite");
  }

  private void refuses(String file, String content, String message) throws IOException {
    write(file, content);
    assertThatThrownBy(() -> SuiteReader.readAll(folder))
        .isInstanceOf(UnusableSuiteException.class)
        .hasMessageContaining(message);
  }

  private void write(String file, String content) throws IOException {
    Files.writeString(folder.resolve(file), content);
  }
}
