package io.legate.demo.scenario;

import io.legate.demo.catalogue.Party;
import io.legate.demo.input.PurchaseOrder;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.scenario.Attempt.Reading;
import io.legate.demo.stage.StageException;
import java.sql.SQLException;
import java.util.List;

/// A task that is completed while all of its tokens are good for minutes yet.
final class CompleteScenario {

  private final Play play;

  CompleteScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    PurchaseOrder order =
        play.openOrders().stream()
            .filter(each -> !each.shipTo().isEmpty())
            .findFirst()
            .orElse(play.openOrders().getFirst());
    var small = SmallTask.open(play, "Pay one late invoice", List.of(order));
    String research = small.hop(Party.RESEARCH, order);
    String analysis = small.hop(Party.ANALYSIS, order);
    String action = small.hop(Party.ACTION, order);
    var attempt = new Attempt(play, small);
    attempt.paid("before: action pays", action, play.trial(order, "LAST-1"));
    if (!order.shipTo().isEmpty()) {
      attempt.reads(
          "before: analysis reads its customer's record",
          Party.ANALYSIS,
          analysis,
          Reading.customer(order.shipTo()),
          "allow");
    }

    play.account().doing("completing the task");
    small.complete(play);
    String status = TaskTree.of(play, small.rootHop()).status();
    play.step(
        "the task is completed",
        "TASK_STATUS_COMPLETED",
        status,
        status.equals("TASK_STATUS_COMPLETED"));

    String completed = "deny, task_completed";
    attempt.notPaid("action pays nothing more", action, play.trial(order, "LAST-2"), completed);
    if (!order.shipTo().isEmpty()) {
      attempt.reads(
          "analysis reads no customer any more",
          Party.ANALYSIS,
          analysis,
          Reading.customer(order.shipTo()),
          completed);
    }
    attempt.reads(
        "research reads no vendor any more",
        Party.RESEARCH,
        research,
        Reading.vendor(order.vendorId()),
        completed);
    attempt.noFurtherToken("action gets no further token", Party.ACTION, action, Party.DOCUMENTS);
    attempt.noFurtherHop(
        "the orchestrator cannot delegate again",
        Party.ORCHESTRATOR,
        small.rootHop(),
        Party.RESEARCH);
    attempt.noFurtherHop("nor can an agent further down", Party.ANALYSIS, analysis, Party.ACTION);
  }
}
