package io.legate.chaos.fault;

import io.legate.chaos.stage.Network;
import io.legate.chaos.stage.Seat;
import io.legate.chaos.stage.StageException;

/// C8: two brokers are cut off from each other and the third sees both; then one hears another and
/// is not heard.
final class PartlyParted extends NetworkFault {

  @Override
  public String name() {
    return "partly-parted";
  }

  @Override
  public String about() {
    return "C8: brokers 1 and 2 do not reach each other, 3 reaches both; then 2 hears 3 and is not"
        + " heard";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    Network network = ground.cluster().network();
    network.part(Seat.BROKER_1, Seat.BROKER_2);
    ground.serve(ground.pick(3, 20), ground.cluster().brokers(), PartBrokers.GAP_MILLIS_MAX);
    network.join(Seat.BROKER_1, Seat.BROKER_2);
    network.silence(Seat.BROKER_2, Seat.BROKER_3);
    ground.serve(ground.pick(3, 20), ground.cluster().brokers(), PartBrokers.GAP_MILLIS_MAX);
    network.restore(Seat.BROKER_2, Seat.BROKER_3);
    ground.healed();
  }
}
