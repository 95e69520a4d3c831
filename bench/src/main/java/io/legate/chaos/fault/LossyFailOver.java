package io.legate.chaos.fault;

import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.Cluster;
import io.legate.chaos.stage.Database;
import io.legate.chaos.stage.Seat;
import io.legate.chaos.stage.StageException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/// The database is lost, and a replica takes over that nobody waited for: what was acknowledged
/// while it lagged is gone. A broker refuses to start on such a database unless `accept_loss` says
/// that this is accepted; then limits may be spent again, and revocations forgotten, as far as they
/// are among what is lost. What must still hold: no broker whose log went back writes on in it.
final class LossyFailOver extends NetworkFault {

  @Override
  public String name() {
    return "fail-over-with-loss";
  }

  @Override
  public String about() {
    return "an asynchronous replica that lags 3 seconds is promoted; what was acknowledged"
        + " meanwhile is lost, is counted, and no broker may write on in a log that went"
        + " back";
  }

  @Override
  public boolean losesWhatWasAcknowledged() {
    return true;
  }

  @Override
  public void run(Ground ground) throws StageException, InterruptedException {
    Cluster cluster = ground.cluster();
    Database primary = cluster.database();
    cluster.addReplica();
    Seat lagging = cluster.replicaSeat();
    ground.pass(1);
    cluster.network().part(primary.seat(), lagging);
    ground.pass(3);
    Map<Integer, Long> before = sizes(primary);
    primary.crash();
    cluster.network().join(primary.seat(), lagging);
    cluster.failOver();
    Map<Integer, Long> after = sizes(cluster.database());
    ground.pass(ground.pick(5, 20));
    Map<Integer, Long> last = sizes(cluster.database());
    long lost = 0;
    long back = 0;
    for (var node : before.entrySet()) {
      long left = after.getOrDefault(node.getKey(), 0L);
      lost += Math.max(0, node.getValue() - left);
      if (left < node.getValue()) {
        back++;
        if (last.getOrDefault(node.getKey(), 0L) > left) {
          ground.fail("broker %s writes on in a log that went back".formatted(node.getKey()));
        }
      }
    }
    ground.measure("lost_events", (double) lost);
    ground.measure("logs_back", (double) back);
    for (Broker broker : cluster.brokers()) {
      broker.kill();
    }
    ground.healed();
  }

  private static Map<Integer, Long> sizes(Database database) throws StageException {
    var sizes = new TreeMap<Integer, Long>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT node, size FROM legate.log_head")) {
      while (row.next()) {
        sizes.put(row.getInt(1), row.getLong(2));
      }
      return sizes;
    } catch (SQLException e) {
      throw new StageException("the heads cannot be read", e);
    }
  }
}
