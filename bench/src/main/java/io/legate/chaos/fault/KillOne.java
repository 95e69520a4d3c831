package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;

/// C1: one of three brokers is killed, again and again.
final class KillOne implements Fault {

  /// How soon the others must serve as before.
  static final long GAP_MILLIS_MAX = 2_000;

  @Override
  public String name() {
    return "kill-one";
  }

  @Override
  public String about() {
    return "C1: kill -9 of any broker, which is then started again; 2 times (20)";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    for (int i = 0; i < ground.pick(2, 20); i++) {
      Broker broker = ground.anyBroker();
      broker.kill();
      ground.serve(ground.pick(3, 5), ground.others(broker), GAP_MILLIS_MAX);
      ground.startAgain(broker);
    }
  }
}
