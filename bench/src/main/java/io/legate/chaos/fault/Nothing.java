package io.legate.chaos.fault;

/// Nothing at all: what the clients see of a healthy cluster.
final class Nothing implements Fault {

  @Override
  public String name() {
    return "nothing";
  }

  @Override
  public String about() {
    return "nothing is done";
  }

  @Override
  public void run(Ground ground) throws InterruptedException {
    ground.serve(ground.pick(4, 20), ground.cluster().brokers(), 2_000);
    ground.healed();
  }
}
