package io.legate.chaos.fault;

import io.legate.chaos.client.Errands;
import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;

/// C17: a hop with very many descendants is revoked while a broker dies.
final class ManyDescendants implements Fault {

  @Override
  public String name() {
    return "many-descendants";
  }

  @Override
  public String about() {
    return "C17: a hop with 200 descendants (10,000) is revoked at the moment a broker is killed;"
        + " afterwards descendants ask at every broker";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    var errands = new Errands(ground.crowd(), ground.random());
    Errands.Tree tree = errands.plant(ground.pick(200, 10_000));
    if (tree == null) {
      ground.fail("no tree of hops could be made");
      return;
    }
    ground.measure("descendants", tree.size());
    tree.ask(5);
    Broker broker = ground.anyBroker();
    Thread dying = Thread.ofVirtual().start(broker::kill);
    long millis = tree.revoke();
    dying.join();
    if (millis < 0) {
      ground.fail("the revocation was not acknowledged");
    }
    ground.measure("revoke_ms", (double) millis);
    ground.measure("asked_after", tree.ask(ground.pick(30, 500)));
    ground.startAgain(broker);
  }
}
