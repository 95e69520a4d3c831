package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;

/// C14: everything is killed at once and started again, with half-spent limits, revoked hops and
/// waiting approvals under way.
final class ColdStart implements Fault {

  @Override
  public String name() {
    return "cold-start";
  }

  @Override
  public String about() {
    return "C14: kill -9 of all brokers and of PostgreSQL, and a start of everything";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    ground.cluster().brokers().forEach(Broker::kill);
    ground.cluster().database().crash();
    ground.pass(0.5);
    ground.cluster().database().start();
    long from = System.nanoTime();
    for (Broker broker : ground.cluster().brokers()) {
      broker.launch();
    }
    for (Broker broker : ground.cluster().brokers()) {
      broker.awaitReady();
    }
    ground.measure("restart_ms", (System.nanoTime() - from) / 1e6);
    ground.healed();
  }
}
