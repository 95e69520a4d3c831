package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.Network;
import io.legate.chaos.stage.Seat;
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
    Network network = ground.cluster().network();
    network.part(broker.seat(), Seat.GATE);
    ground.cluster().stallDatabase(broker.node(), true);
    ground.cutOff(List.of(broker));
    ground.serve(ground.pick(5, 20), ground.others(broker), PartBrokers.GAP_MILLIS_MAX);
    ground.rejoin(List.of(broker));
    ground.cluster().stallDatabase(broker.node(), false);
    network.join(broker.seat(), Seat.GATE);
    ground.healed();
  }
}
