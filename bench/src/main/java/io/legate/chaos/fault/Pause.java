package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;
import java.util.List;

/// C5: a broker stands still and goes on as if nothing had been, while clients wait for it.
final class Pause implements Fault {

  @Override
  public String name() {
    return "pause";
  }

  @Override
  public String about() {
    return "C5: SIGSTOP of any broker for 2 and 14 seconds (90), then SIGCONT";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    for (int seconds : List.of(2, ground.pick(14, 90))) {
      Broker broker = ground.anyBroker();
      broker.pause();
      ground.serve(seconds, ground.others(broker), PartBrokers.GAP_MILLIS_MAX);
      broker.resume();
      ground.healed();
      ground.pass(0.5);
    }
  }
}
