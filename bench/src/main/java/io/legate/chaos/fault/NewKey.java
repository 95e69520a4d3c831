package io.legate.chaos.fault;

import io.legate.chaos.client.Errands;
import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;
import java.io.IOException;

/// C16: a broker gets another signing key while tokens of its old one are under way, and an agent
/// that is no longer trusted is suspended, and later restored.
final class NewKey implements Fault {

  private static final String SUSPECT = "agent:worker-2";

  @Override
  public String name() {
    return "new-key";
  }

  @Override
  public String about() {
    return "C16: a broker starts with a new signing key; an agent is suspended for 2 seconds and"
        + " restored";
  }

  @Override
  public void run(Ground ground) throws StageException, IOException, InterruptedException {
    Broker broker = ground.anyBroker();
    broker.stop();
    broker.forgetKey();
    ground.startAgain(broker);
    var errands = new Errands(ground.crowd(), ground.random());
    if (!errands.suspend(SUSPECT)) {
      ground.fail("the agent could not be suspended");
    }
    ground.pass(ground.pick(2, 10));
    if (!errands.restore(SUSPECT)) {
      ground.fail("the agent could not be restored");
    }
    ground.healed();
  }
}
