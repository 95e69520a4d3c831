package io.legate.chaos.fault;

import io.legate.chaos.stage.StageException;

/// The database server is stopped as an administrator stops it, and started again.
final class DatabaseRestarted implements Fault {

  @Override
  public String name() {
    return "database-restarted";
  }

  @Override
  public String about() {
    return "a fast shutdown of PostgreSQL, and its start";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    ground.cluster().database().stop();
    ground.pass(1);
    ground.cluster().database().start();
    ground.healed();
  }
}
