package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;
import java.util.List;

/// C2: two of three brokers are killed. The third goes on alone, because the ledger arbitrates and
/// not a majority of brokers.
final class KillTwo implements Fault {

  @Override
  public String name() {
    return "kill-two";
  }

  @Override
  public String about() {
    return "C2: kill -9 of two brokers at once; the third serves alone until they are back";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    Broker left = ground.anyBroker();
    List<Broker> killed = ground.others(left);
    killed.forEach(Broker::kill);
    ground.serve(ground.pick(4, 20), List.of(left), KillOne.GAP_MILLIS_MAX);
    for (Broker broker : killed) {
      broker.launch();
    }
    for (Broker broker : killed) {
      broker.awaitReady();
    }
    ground.healed();
  }
}
