package io.legate.replay.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReaderTest {

  @TempDir private Path folder;

  @Test
  void aRunNamesItsSuiteTaskAndAttack() throws Exception {
    Run run =
        read("""
        [{"suite":"office","user_task":"book_anchor","injection_task":"visit","calls":
          [{"function":"open_page","args":{"url":"www.evil.example"},"result":"Hello"}]}]
        """)
            .getFirst();
    assertThat(run.userTask().id()).isEqualTo("book_anchor");
    assertThat(Objects.requireNonNull(run.attack()).id()).isEqualTo("visit");
    assertThat(run.calls()).hasSize(1);
  }

  @Test
  void aRunWithoutAnAttackHasNone() throws Exception {
    var run =
        read("[{\"suite\":\"office\",\"user_task\":\"book_anchor\",\"injection_task\":null,\"calls\":[]}]")
            .getFirst();
    assertThat(run.attack()).isNull();
  }

  @Test
  void whatIsUnknownIsNamed() {
    assertThatThrownBy(() -> read("[{\"suite\":\"moon\",\"user_task\":\"x\",\"calls\":[]}]"))
        .hasMessageContaining("`moon`, a suite not here");
    assertThatThrownBy(() -> read("[{\"suite\":\"office\",\"user_task\":\"x\",\"calls\":[]}]"))
        .hasMessageContaining(".user_task` is not known");
    assertThatThrownBy(() -> read("[{\"suite\":\"office\",\"calls\":[]}]"))
        .hasMessageContaining("names no user's task");
    assertThatThrownBy(() -> read("[{\"suite\":\"office\",\"user_task\":\"book_anchor\"}]"))
        .hasMessageContaining(".calls` is not a list");
  }

  private List<Run> read(String runs) throws Exception {
    Path file = Files.writeString(folder.resolve("runs.json"), runs);
    Path office =
        Path.of(Objects.requireNonNull(Run.class.getResource("/io/legate/replay/office")).toURI());
    return RunReader.read(file, SuiteReader.readAll(office));
  }
}
