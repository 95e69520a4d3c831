package io.legate.chaos.fault;

import io.legate.chaos.stage.Database;
import io.legate.chaos.stage.StageException;

/// The database is lost, and its synchronous replica takes over.
final class FailOver implements Fault {

  @Override
  public String name() {
    return "fail-over";
  }

  @Override
  public String about() {
    return "a synchronous replica (`ANY 1`) is promoted while the primary works, which is then"
        + " killed; the brokers' way leads to it";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    Database primary = ground.cluster().database();
    ground.cluster().addReplica();
    primary.run("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (replica)'");
    primary.run("SELECT pg_reload_conf()");
    ground.serve(ground.pick(3, 20), ground.cluster().brokers(), PartBrokers.GAP_MILLIS_MAX);
    primary.crash();
    long from = System.nanoTime();
    ground.cluster().failOver();
    // Nobody follows the new primary yet.
    ground.cluster().database().run("ALTER SYSTEM RESET synchronous_standby_names");
    ground.cluster().database().run("SELECT pg_reload_conf()");
    ground.measure("promotion_ms", (System.nanoTime() - from) / 1e6);
    ground.healed();
  }
}
