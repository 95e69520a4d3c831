package io.legate.chaos.fault;

import io.legate.chaos.stage.Disk;
import io.legate.chaos.stage.StageException;
import org.jspecify.annotations.Nullable;

/// C11: the database's disk is full. A broker's own holds no record, so that it need not be filled.
final class DiskFull implements Fault {

  @Override
  public String name() {
    return "disk-full";
  }

  @Override
  public String about() {
    return "C11: no byte is left on the database's disk, until there is again; a server that has"
        + " given up is started again, as its supervisor would";
  }

  @Override
  public @Nullable String impossible(Ground ground) {
    return ground.cluster().disk().isFillable()
        ? null
        : "needs a file system of its own, hence root";
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    Disk disk = ground.cluster().disk();
    disk.fill();
    try {
      // The log file that is being written has room for a while: this makes it end.
      ground.crowd().hurry(2);
      ground.pass(ground.pick(6, 30));
      ground.measure("server_gave_up", ground.cluster().database().isAlive() ? 0 : 1);
    } finally {
      ground.crowd().hurry(1);
      disk.free();
    }
    if (!ground.cluster().database().isAlive()) {
      ground.cluster().database().start();
    }
    ground.healed();
  }
}
