package io.legate.demo.scenario;

import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Shop;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.scenario.Job.Effect;
import io.legate.demo.server.CallLog;
import io.legate.demo.server.Outbox;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/// Refunds by an agent of customer support.
final class RefundsScenario {

  private static final Effect REFUNDS = new Effect(Party.SHOP, "refund", "refund");

  private final Play play;

  RefundsScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException, IOException {
    Job job = Job.open(play, "Refund what came broken", "refund_own_purchases", Json.Obj.EMPTY);
    job.expect("S54 a purchase of one's own is shown", Shop.read("alice", "s-1001"), "allow");
    job.expect(
        "S54 one of somebody else is not",
        Shop.read("carol", "s-2001"),
        "deny, resource_not_held /resource");
    job.expect("S51 a small refund is paid", refund("s-1001", "89.00"), "allow", REFUNDS, 1);
    job.expect("S53 one of 100 is paid too", refund("s-1002", "100.00"), "allow", REFUNDS, 2);
    job.expect(
        "S53 over 100 a person must approve",
        refund("s-1002", "100.01"),
        "escalate, approval_needed",
        REFUNDS,
        2);
    job.expect(
        "S53 up to 500", refund("s-1003", "500.00"), "escalate, approval_needed", REFUNDS, 2);
    job.expect(
        "S51 over 500 nobody is asked",
        refund("s-1005", "500.01"),
        "deny, argument_refused /arguments/amount",
        REFUNDS,
        2);
    job.expect(
        "S51 nor for less than nothing",
        refund("s-1001", "-5.00"),
        "deny, argument_refused /arguments/amount",
        REFUNDS,
        2);
    job.expect(
        "S51 nor in another currency",
        Shop.refund("alice", "s-1001", "20.00", "USD"),
        "deny, argument_refused /arguments/currency",
        REFUNDS,
        2);
    job.expect(
        "S54 nobody else's purchase is refunded",
        Shop.refund("carol", "s-2001", "20.00", "EUR"),
        "deny, resource_not_held /resource",
        REFUNDS,
        2);
    job.expect(
        "S54 whatever the agent says whose it is",
        Shop.refund("alice", "s-2001", "20.00", "EUR"),
        "unauthenticated, invalid_dpop_proof",
        REFUNDS,
        2);
    notices();
    administration(job);
    for (String purchase : List.of("s-1004", "s-1006", "s-1007")) {
      job.tryTo(refund(purchase, "19.90"));
    }
    job.expect(
        "S52 after five a day comes none",
        refund("s-1001", "1.00"),
        "rate_limited, limit_spent",
        REFUNDS,
        5);
    onRecord(job);
  }

  private void notices() throws IOException {
    List<String> told = Outbox.recipients(play.folder().mails(Party.SHOP).resolve("notices"));
    play.step(
        "S53 of refunds over 50 the lead is told before they are paid",
        "2 mails",
        told.size() + " mails",
        told.size() == 2);
  }

  private void administration(Job job) throws StageException, BadMessageException, SQLException {
    job.expect(
        "S57 refunds in bulk are not for agents",
        Shop.refundAll(List.of("s-1001", "s-1002", "s-1004"), "5.00"),
        "deny, action_not_held /action",
        REFUNDS,
        2);
    job.expect(
        "S57 nor are the administrator's functions",
        Shop.deleteAccount("carol"),
        "deny, action_not_held /action");
    long left = play.count(Party.SHOP, "SELECT count(*) FROM purchase WHERE customer = ?", "carol");
    play.step("S57 the account is there", "2 purchases", left + " purchases", left == 2);
  }

  /// Every call has an answer in the shop's own record, and every refund a decision of the
  /// broker's.
  private void onRecord(Job job) throws SQLException {
    List<CallLog.Seen> calls =
        play.calls(Party.SHOP).stream().filter(call -> call.task().equals(job.task())).toList();
    long answered = calls.stream().filter(call -> !call.answer().isEmpty()).count();
    long reasoned =
        calls.stream()
            .filter(call -> call.answer().equals("allow") || call.reasons().length() > 2)
            .count();
    long decided =
        play.count(
            Party.SHOP,
            """
            SELECT count(*) FROM refund JOIN call ON call.decision_id = refund.decision
            WHERE refund.task = ?\
            """,
            job.task());
    play.step(
        "S56 every call is on record with its answer, and with a reason unless it was allowed",
        calls.size() + " calls",
        answered + " answered, " + reasoned + " with what they rest on",
        !calls.isEmpty() && answered == calls.size() && reasoned == calls.size());
    play.step(
        "S56 every refund names the decision that allowed it",
        "5 refunds",
        decided + " refunds with a decision",
        decided == 5);
  }

  private static Call refund(String purchase, String amount) {
    return Shop.refund("alice", purchase, amount, "EUR");
  }
}
