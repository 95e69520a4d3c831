package io.legate.chaos.fault;

/// C18: the clients want ten times as much as usual.
final class Overload implements Fault {

  private static final int TIMES = 10;

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public String about() {
    return "C18: every client works ten times as fast, for 5 seconds (60)";
  }

  @Override
  public void run(Ground ground) throws InterruptedException {
    ground.crowd().hurry(TIMES);
    try {
      ground.serve(ground.pick(5, 60), ground.cluster().brokers(), PartBrokers.GAP_MILLIS_MAX);
    } finally {
      ground.crowd().hurry(1);
    }
    ground.healed();
  }
}
