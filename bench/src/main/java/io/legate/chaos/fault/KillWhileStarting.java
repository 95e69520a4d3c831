package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;

/// C3: the longest running broker is killed while another one is joining.
final class KillWhileStarting implements Fault {

  @Override
  public String name() {
    return "kill-while-joining";
  }

  @Override
  public String about() {
    return "C3: kill -9 of one broker while another starts; then both are started";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    Broker joining = ground.cluster().broker(2);
    Broker oldest = ground.cluster().broker(1);
    joining.kill();
    joining.launch();
    ground.pass(1.5);
    oldest.kill();
    joining.awaitReady();
    ground.serve(ground.pick(1, 5), ground.others(oldest), KillOne.GAP_MILLIS_MAX);
    ground.startAgain(oldest);
  }
}
