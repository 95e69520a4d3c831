package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the owner of a task is gone, cut off, or nobody that its peers know, calls are carried out
/// where they come in.
class PartingTest {

  private static final int TASKS = 12;

  @TempDir Path folder;
  private ThreeBrokers brokers;
  private Calling calling;

  @BeforeEach
  void prepare() throws Exception {
    brokers = new ThreeBrokers(folder);
    calling = new Calling(brokers);
  }

  @AfterEach
  void stop() {
    calling.close();
  }

  @Test
  void ownerThatCannotBeReachedIsNotWaitedFor() throws Exception {
    calling.startAll();
    var tasks = calling.open(TASKS, 100);
    brokers.broker(3).peering().closeToOthers();
    long kept = calling.keptHere();

    calling.payOnce(List.of(1, 2), tasks);

    assertThat(calling.keptHere() - kept).isPositive();
  }

  @Test
  void nodeOfAnotherAuthorityIsPassedNothing() throws Exception {
    brokers.alienate(3);
    brokers.start(1, 2, 3);
    Calling.await(() -> brokers.linked(1) == 1 && brokers.linked(2) == 1);
    var tasks = calling.open(TASKS, 100);

    calling.payOnce(List.of(1, 2, 3), tasks);

    assertThat(brokers.linked(1)).isEqualTo(1);
    assertThat(brokers.linked(3)).isZero();
    assertThat(brokers.tally(3).answered()).isZero();
    assertThat(calling.keptHere()).isPositive();
  }

  @Test
  void whatOneLeavesTheOthersTakeOver() throws Exception {
    calling.startAll();
    var tasks = calling.open(TASKS, 100);
    calling.payOnce(List.of(3), tasks);

    brokers.stop(3);

    calling.payOnce(List.of(1, 2), tasks);
    brokers.start(3);
    Calling.await(() -> brokers.linked(1) == 2 && brokers.linked(3) == 2);
    calling.payOnce(List.of(3), tasks);
  }
}
