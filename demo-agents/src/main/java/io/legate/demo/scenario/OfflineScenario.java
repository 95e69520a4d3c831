package io.legate.demo.scenario;

import io.legate.demo.catalogue.Party;
import io.legate.demo.input.PurchaseOrder;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Payment;
import io.legate.demo.server.CallLog;
import io.legate.demo.stage.StageException;
import java.sql.SQLException;
import java.util.List;

/// The broker is killed under a task, and started again.
final class OfflineScenario {

  private final Play play;

  OfflineScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    PurchaseOrder order = play.openOrders().getFirst();
    var small = SmallTask.open(play, "Pay while the broker is away", List.of(order));
    String action = small.hop(Party.ACTION, order);
    var attempt = new Attempt(play, small);
    Payment first = play.trial(order, "AWAY-1");
    attempt.paid("before: action pays", action, first);

    play.account().doing("killing the broker");
    play.stage().killBroker();
    Payment second = play.trial(order, "AWAY-2");
    String away = attempt.pay(action, second);
    List<CallLog.Seen> calls = calls(second);
    String seen = calls.isEmpty() ? "nothing" : calls.getFirst().actors().replace("agent:", "");
    play.step(
        "without a broker the ERP still verifies the call and its chain",
        "action analysis research orchestrator",
        seen,
        seen.equals("action analysis research orchestrator"));
    play.step(
        "but acts on nothing that was not decided",
        "no answer; 0 rows in the ERP",
        away,
        away.equals("no answer; 0 rows in the ERP"));

    play.account().doing("starting the broker again over what it left");
    play.stage().restartBroker();
    attempt.paid("the same hop goes on where it was", action, second);
    String again = attempt.pay(action, first);
    play.step(
        "and what was spent before is remembered",
        "rate_limited, limit_spent; 1 row in the ERP",
        again,
        again.equals("rate_limited, limit_spent; 1 row in the ERP"));
    small.complete(play);
  }

  private List<CallLog.Seen> calls(Payment payment) throws SQLException {
    return play.calls(Party.ERP).stream()
        .filter(call -> call.resource().equals(Play.resource(payment)))
        .toList();
  }
}
