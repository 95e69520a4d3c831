package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.Network;
import io.legate.chaos.stage.StageException;
import java.util.List;

/// C7: a broker reaches neither the others nor the database, and clients still reach it: they ask
/// it to allow and to revoke, and the others too.
final class Isolate extends NetworkFault {

  @Override
  public String name() {
    return "isolate";
  }

  @Override
  public String about() {
    return "C7: a broker that only clients reach; allows and revocations are asked for on both"
        + " sides";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    Broker alone = ground.anyBroker();
    Network network = ground.cluster().network();
    for (Broker other : ground.others(alone)) {
      network.part(alone.seat(), other.seat());
    }
    ground.cluster().cutDatabase(alone);
    ground.cutOff(List.of(alone));
    ground.serve(ground.pick(5, 20), ground.others(alone), PartBrokers.GAP_MILLIS_MAX);
    ground.rejoin(List.of(alone));
    ground.cluster().rejoinDatabase(alone);
    for (Broker other : ground.others(alone)) {
      network.join(alone.seat(), other.seat());
    }
    ground.healed();
  }
}
