package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;

/// C15: one broker after the other is asked to end, drains, and is started again.
final class RollingRestart implements Fault {

  @Override
  public String name() {
    return "rolling-restart";
  }

  @Override
  public String about() {
    return "C15: SIGTERM of each broker in turn, and its start; one version only";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    for (Broker broker : ground.cluster().brokers()) {
      broker.stop();
      ground.serve(0.5, ground.others(broker), KillOne.GAP_MILLIS_MAX);
      ground.startAgain(broker);
    }
  }
}
