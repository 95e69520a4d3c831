package io.legate.chaos.fault;

import io.legate.chaos.client.Errands;
import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.StageException;
import java.io.IOException;

/// C16: a broker's signing key is withdrawn under load, as one that was stolen. Its tokens are good
/// up to the acknowledgement, and then none is.
final class WithdrawnKey implements Fault {

  private static final int HOLDERS = 30;

  @Override
  public String name() {
    return "withdrawn-key";
  }

  @Override
  public String about() {
    return "C16: a broker's signing key is withdrawn at another while holders of its tokens ask;"
        + " later it starts with another key";
  }

  @Override
  public void run(Ground ground) throws StageException, IOException, InterruptedException {
    var errands = new Errands(ground.crowd(), ground.random());
    Errands.Tree holders = errands.plant(HOLDERS);
    if (holders == null) {
      ground.fail("no holders of tokens could be made");
      return;
    }
    Broker broker = signer(ground, holders);
    String kid = broker.kid();
    var before = holders.askSignedBy(kid);
    if (before.allowed() == 0) {
      ground.fail("none of %s tokens of the key was good before".formatted(before.all()));
    }
    long millis = errands.withdraw(kid);
    if (millis < 0) {
      ground.fail("the withdrawal was not acknowledged");
    }
    ground.measure("withdraw_ms", (double) millis);
    var after = holders.askSignedBy(kid);
    if (after.allowed() > 0) {
      ground.fail("%s tokens of the key were good afterwards".formatted(after.allowed()));
    }
    ground.measure("asked_after", after.all());
    ground.serve(ground.pick(2, 8), ground.others(broker), Long.MAX_VALUE);
    broker.stop();
    broker.replaceKey();
    ground.startAgain(broker);
  }

  /// Their task has one owner, who has signed all of their tokens or most.
  private static Broker signer(Ground ground, Errands.Tree holders) throws IOException {
    for (Broker broker : ground.cluster().brokers()) {
      if (holders.isSignedBy(broker.kid())) {
        return broker;
      }
    }
    return ground.anyBroker();
  }
}
