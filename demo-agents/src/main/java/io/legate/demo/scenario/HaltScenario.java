package io.legate.demo.scenario;

import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Shop;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.scenario.Job.Effect;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.sql.SQLException;
import java.util.List;

/// A task is halted between two steps of its work, and goes on where it was.
final class HaltScenario {

  private static final Effect REFUNDS = new Effect(Party.SHOP, "refund", "refund");

  private final Play play;

  HaltScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    Job job = Job.open(play, "Refund four purchases", "refund_own_purchases", Json.Obj.EMPTY);
    var work = List.of("s-1001", "s-1004", "s-1006", "s-1007");
    job.expect("S78 the first refund is paid", refund(work.get(0)), "allow", REFUNDS, 1);
    play.account().doing("halting the task");
    job.steer("suspend");
    job.expect(
        "S78 halted: the second is not", refund(work.get(1)), "deny, task_suspended", REFUNDS, 1);
    job.expect("S78 nor the third", refund(work.get(2)), "deny, task_suspended", REFUNDS, 1);
    job.expect("S78 nothing is read either", Shop.read("alice", "s-1001"), "deny, task_suspended");
    play.account().doing("letting it go on");
    job.steer("resume");
    job.expect("S78 it goes on where it was", refund(work.get(1)), "allow", REFUNDS, 2);
    job.expect("S78 with the same token", refund(work.get(3)), "allow", REFUNDS, 3);
  }

  private static Call refund(String purchase) {
    return Shop.refund("alice", purchase, "3.00", "EUR");
  }
}
