package io.legate.demo.scenario;

import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Shop;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.scenario.Job.Effect;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.sql.SQLException;
import java.util.List;

/// One permission is taken out of a task that goes on.
final class RemovePermissionScenario {

  private static final Effect REFUNDS = new Effect(Party.SHOP, "refund", "refund");

  private final Play play;

  RemovePermissionScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    Job job = Job.open(play, "Refund, as long as we may", "refund_own_purchases", Json.Obj.EMPTY);
    var refund = Shop.refund("alice", "s-1004", "5.00", "EUR");
    var read = Shop.read("alice", "s-1004");
    job.expect("before: a refund is paid", refund, "allow", REFUNDS, 1);
    job.expect("before: the purchase is shown", read, "allow");
    play.account().doing("taking refunds out of the task");
    job.contain(List.of("refunds.create"));
    job.expect(
        "S65 with the same token no refund is paid any more",
        refund,
        "deny, permission_removed",
        REFUNDS,
        1);
    job.expect("S65 and the purchase is shown as before", read, "allow");
    String status = TaskTree.of(play, job.rootHop()).status();
    play.step(
        "S65 the task goes on", "TASK_STATUS_OPEN", status, status.equals("TASK_STATUS_OPEN"));
  }
}
