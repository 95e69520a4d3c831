package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;
import java.util.List;

/// The way between one broker and the database is cut; everything else holds.
final class CutDatabase extends NetworkFault {

  @Override
  public String name() {
    return "cut-database";
  }

  @Override
  public String about() {
    return "one broker is cut off from the database, not from the others or the clients";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    Broker broker = ground.anyBroker();
    ground.cluster().cutDatabase(broker);
    ground.cutOff(List.of(broker));
    ground.serve(ground.pick(5, 20), ground.others(broker), PartBrokers.GAP_MILLIS_MAX);
    ground.rejoin(List.of(broker));
    ground.cluster().rejoinDatabase(broker);
    ground.healed();
  }
}
