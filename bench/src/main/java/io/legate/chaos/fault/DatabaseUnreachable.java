package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;
import java.util.List;

/// No broker reaches the database for a while, and nothing tells them so.
final class DatabaseUnreachable extends NetworkFault {

  private final int seconds;

  DatabaseUnreachable(int seconds) {
    this.seconds = seconds;
  }

  @Override
  public String name() {
    return "database-unreachable-" + seconds;
  }

  @Override
  public String about() {
    return "nothing passes between any broker and the database for %s seconds".formatted(seconds);
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    List<Broker> all = ground.cluster().brokers();
    for (Broker broker : all) {
      ground.cluster().cutDatabase(broker);
    }
    ground.cutOff(all);
    ground.pass(seconds);
    ground.rejoin(all);
    for (Broker broker : all) {
      ground.cluster().rejoinDatabase(broker);
    }
    ground.healed();
  }
}
