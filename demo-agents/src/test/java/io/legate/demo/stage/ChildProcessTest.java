package io.legate.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

  @TempDir Path folder;
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  @Test
  void saysWhereItServesAndAnswersLineByLine() throws Exception {
    try (var child =
        start("echo starting; echo ready here; while read -r l; do echo got $l; done")) {
      assertThat(child.awaitReady()).isEqualTo("here");
      child.say("one");
      assertThat(lines.poll(20, TimeUnit.SECONDS)).isEqualTo("got one");
    }
  }

  @Test
  void endsWhenItsInputEnds() throws Exception {
    var child = start("echo ready here; cat >/dev/null");
    long pid = child.pid();
    child.awaitReady();
    child.close();
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  @Test
  void oneThatDoesNotEndByItselfIsEnded() throws Exception {
    var child = start("trap '' HUP; echo ready here; while :; do sleep 1; done");
    long pid = child.pid();
    child.awaitReady();
    child.close();
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  @Test
  void oneThatDiesBeforeItIsReadyIsNamedWithItsLog() throws Exception {
    try (var child = start("echo trouble >&2; exit 3")) {
      assertThatThrownBy(child::awaitReady)
          .isInstanceOf(StageException.class)
          .hasMessage("it did not get ready; see " + log());
      ended.get(20, TimeUnit.SECONDS);
    }
    assertThat(Files.readString(log())).isEqualTo("trouble\n");
  }

  @Test
  void commandThatCannotBeRunIsNamed() {
    var nothing = List.of(folder.resolve("nothing").toString());
    assertThatThrownBy(
            () -> ChildProcess.start("it", nothing, log(), lines::add, () -> ended.complete(null)))
        .isInstanceOf(StageException.class)
        .hasMessageStartingWith("it did not start");
  }

  private ChildProcess start(String script) throws StageException {
    return ChildProcess.start(
        "it",
        List.of("/bin/sh", "-c", script),
        log(),
        lines::add,
        () -> Objects.requireNonNull(ended).complete(null));
  }

  private Path log() {
    return folder.resolve("log");
  }
}
