package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;
import java.util.List;

/// C13: a broker's clock is ten minutes off, or jumps by as much while it works. It may allow
/// nothing: the database compares.
final class WrongClock implements Fault {

  private static final int OFF_SECONDS = 600;

  @Override
  public String name() {
    return "wrong-clock";
  }

  @Override
  public String about() {
    return "C13: a broker is started whose clock works for 3 seconds and then jumps 10 minutes"
        + " ahead, and one whose clock jumps back; both are started again";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    Broker ahead = ground.cluster().broker(2);
    Broker behind = ground.cluster().broker(3);
    ahead.stop();
    behind.stop();
    ahead.launchWithClock(OFF_SECONDS, 3);
    behind.launchWithClock(-OFF_SECONDS, 3);
    ahead.awaitReady();
    behind.awaitReady();
    ground.pass(4);
    ground.cutOff(List.of(ahead, behind));
    ground.serve(
        ground.pick(3, 30), ground.others(ahead).subList(0, 1), PartBrokers.GAP_MILLIS_MAX);
    ground.rejoin(List.of(ahead, behind));
    ahead.kill();
    behind.kill();
    ahead.launch();
    behind.launch();
    ahead.awaitReady();
    behind.awaitReady();
    ground.healed();
  }
}
