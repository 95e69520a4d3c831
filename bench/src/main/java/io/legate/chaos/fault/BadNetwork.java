package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;
import java.util.List;

/// C9: everything that goes to and from one broker is late, and some of it is lost.
final class BadNetwork extends NetworkFault {

  private static final int DELAY_MILLIS = 200;
  private static final int JITTER_MILLIS = 100;
  private static final double LOSS = 0.05;

  @Override
  public String name() {
    return "bad-network";
  }

  @Override
  public String about() {
    return "C9: every frame to and from a broker is 200 ± 100 ms late, 5 % are lost; 8 seconds"
        + " (60)";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    Broker broker = ground.anyBroker();
    AutoCloseable wire =
        ground
            .cluster()
            .network()
            .worsen(broker.seat(), DELAY_MILLIS, JITTER_MILLIS, LOSS, ground.random().nextLong());
    try {
      ground.serve(
          ground.pick(8, 60), List.copyOf(ground.others(broker)), PartBrokers.GAP_MILLIS_MAX);
    } finally {
      end(wire);
    }
    ground.healed();
  }

  private static void end(AutoCloseable wire) throws StageException {
    try {
      wire.close();
    } catch (StageException e) {
      throw e;
    } catch (Exception e) {
      throw new StageException("the wire stays bad", e);
    }
  }
}
