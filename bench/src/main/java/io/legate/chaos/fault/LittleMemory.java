package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;
import java.util.List;

/// C10: a broker has so little memory that it mostly collects garbage, or runs out of it.
final class LittleMemory implements Fault {

  private static final String HEAP = "-Xmx56m";

  @Override
  public String name() {
    return "little-memory";
  }

  @Override
  public String about() {
    return "C10: a broker with a heap of 56 MB while clients work five times as fast, then with its"
        + " own again";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    Broker broker = ground.anyBroker();
    broker.stop();
    broker.launch(List.of(HEAP));
    broker.awaitReady();
    ground.crowd().hurry(5);
    try {
      ground.serve(ground.pick(5, 60), ground.others(broker), PartBrokers.GAP_MILLIS_MAX);
    } finally {
      ground.crowd().hurry(1);
    }
    ground.measure("ran_out", broker.isAlive() ? 0 : 1);
    broker.kill();
    ground.startAgain(broker);
  }
}
