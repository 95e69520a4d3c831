package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// C4: a broker dies, or loses its connection, at the one moment that counts: after it has sent an
/// append and before it has an answer. Once before the database sees it, once after.
final class KillAtAppend implements Fault {

  private static final long CAUGHT_WITHIN_SECONDS = 20;

  @Override
  public String name() {
    return "kill-at-append";
  }

  @Override
  public String about() {
    return "C4: an append is caught before it arrives, or before its answer does; the connection is"
        + " left hanging, or the broker killed at that moment";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    for (boolean arrives : new boolean[] {false, true}) {
      Broker cut = ground.anyBroker();
      catchOne(ground, cut, arrives, () -> {});
      ground.pass(1);
      Broker killed = ground.anyBroker();
      catchOne(ground, killed, arrives, killed::kill);
      ground.serve(1, ground.others(killed), KillOne.GAP_MILLIS_MAX);
      ground.startAgain(killed);
    }
  }

  private static void catchOne(Ground ground, Broker broker, boolean arrives, Runnable then)
      throws InterruptedException {
    var caught = new CountDownLatch(1);
    ground
        .cluster()
        .catchAppend(
            broker.node(),
            arrives,
            () -> {
              then.run();
              caught.countDown();
            });
    if (!caught.await(CAUGHT_WITHIN_SECONDS, TimeUnit.SECONDS)) {
      ground.fail("broker " + broker.node() + " appended nothing for 20 seconds");
      then.run();
    }
    ground.healed();
  }
}
