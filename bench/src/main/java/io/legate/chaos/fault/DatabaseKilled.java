package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;
import java.util.List;

/// The database server is killed, and started again a moment later.
final class DatabaseKilled implements Fault {

  @Override
  public String name() {
    return "database-killed";
  }

  @Override
  public String about() {
    return "kill -9 of every process of PostgreSQL, which is started again after 2 seconds";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    List<Broker> all = ground.cluster().brokers();
    ground.cluster().database().crash();
    ground.cutOff(all);
    ground.pass(2);
    ground.rejoin(all);
    ground.cluster().database().start();
    ground.healed();
  }
}
