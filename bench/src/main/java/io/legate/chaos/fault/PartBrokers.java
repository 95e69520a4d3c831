package io.legate.chaos.fault;

import io.legate.chaos.stage.Network;
import io.legate.chaos.stage.Seat;
import io.legate.chaos.stage.StageException;

/// C6: brokers do not reach each other, but all of them the database and the clients.
final class PartBrokers extends NetworkFault {

  /// How soon the majority must serve as before.
  static final long GAP_MILLIS_MAX = 6_000;

  @Override
  public String name() {
    return "part-brokers";
  }

  @Override
  public String about() {
    return "C6: broker 1 is cut off from 2 and 3, not from database or clients; 2 times 3 seconds"
        + " (3, 20 and 90)";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    Network network = ground.cluster().network();
    int[] seconds = ground.pick(0, 1) == 0 ? new int[] {3, 3} : new int[] {3, 20, 90};
    for (int each : seconds) {
      network.part(Seat.BROKER_1, Seat.BROKER_2);
      network.part(Seat.BROKER_1, Seat.BROKER_3);
      ground.serve(each, ground.cluster().brokers(), GAP_MILLIS_MAX);
      network.join(Seat.BROKER_1, Seat.BROKER_2);
      network.join(Seat.BROKER_1, Seat.BROKER_3);
      ground.healed();
      ground.pass(1);
    }
  }
}
