package io.legate.demo.scenario;

import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Person;
import io.legate.demo.catalogue.Sales;
import io.legate.demo.catalogue.Shop;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.scenario.Job.Effect;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import io.legate.v1.Escalation;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// People are asked before money leaves: about each action by itself, or about some of a kind.
final class ApprovalsScenario {

  private static final Effect REFUNDS = new Effect(Party.SHOP, "refund", "refund");
  private static final Effect QUOTES = new Effect(Party.SALES, "quote", "quote");
  private static final String WAITS = "escalate, approval_needed";
  private static final int FIVE_MINUTES = 300;

  private final Play play;

  ApprovalsScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    refunds();
    someOfAKind();
    discount();
    new LegalApprovals(play).run();
    new ClinicApprovals(play).run();
  }

  /// One refund from the question to the money, and what does not bring a second one about.
  private void refunds() throws StageException, BadMessageException, SQLException {
    String purpose = "Refund a damaged chair";
    Job job = Job.open(play, purpose, "refund_own_purchases", Json.Obj.EMPTY);
    var finance = new Review(play, job, Person.FINANCE_LEAD);
    Call chair = refund("s-1002", "420.00");
    job.expect("S53 a refund over 100 waits for a person", chair, WAITS, REFUNDS, 0);
    Escalation waiting = finance.sees("S6 finance sees exactly what would run", chair, purpose);
    new Review(play, job, Person.COUNSEL)
        .hidden("S6 somebody who is not asked sees nothing of it", waiting);
    job.expect("S24 asking again asks nobody anew", chair, WAITS, REFUNDS, 0);
    finance.waiting("S24 it is still the one question", 1);
    finance.approves("S6 finance approves", waiting, "the chair came broken");
    finance.cannotApprove("S6 once is all they can", waiting, "already_answered");
    job.expect(
        "S24 another amount than the one approved is another question",
        refund("s-1002", "420.01"),
        WAITS,
        REFUNDS,
        0);
    job.expect("S24 the one that was approved runs", chair, "allow", REFUNDS, 1);
    finance.stands("S24 which used the approval up", waiting, "spent");
    job.expect("S24 so it does not run twice", chair, WAITS, REFUNDS, 1);
    Call monitor = refund("s-1003", "499.00");
    job.expect("S6 another refund waits", monitor, WAITS, REFUNDS, 1);
    finance.denies("S6 finance says no", finance.asked(), "nothing is wrong with it");
    job.expect("S24 and it never runs", monitor, "deny, approval_denied", REFUNDS, 1);
    Call laptop = refund("s-1005", "300.00");
    job.expect("S24 a third waits", laptop, WAITS, REFUNDS, 1);
    Escalation third = finance.asked();
    job.steer("complete");
    finance.cannotApprove("S24 nobody approves once the task is done", third, "task_closed");
    job.expect("S24 and nothing runs", laptop, "deny, task_completed", REFUNDS, 1);
  }

  /// A person who is asked twenty times reads none of it: some of a kind can be approved at once,
  /// and are counted for themselves.
  private void someOfAKind() throws StageException, BadMessageException, SQLException {
    Job job = Job.open(play, "Refund a damaged delivery", "refund_own_purchases", Json.Obj.EMPTY);
    var finance = new Review(play, job, Person.FINANCE_LEAD);
    Call first = refund("s-1002", "150.00");
    job.expect("S53 the first of several refunds waits", first, WAITS, REFUNDS, 0);
    finance.approvesWithin(
        "S6 finance approves this customer, 500.00 in all, three times, for five minutes",
        finance.asked(),
        customerOnly(),
        Instant.now().plusSeconds(FIVE_MINUTES),
        "the whole delivery was damaged");
    job.expect("S53 the first is paid", first, "allow", REFUNDS, 1);
    job.expect("S53 a second unasked", refund("s-1003", "150.00"), "allow", REFUNDS, 2);
    job.expect(
        "S53 not one that would make it more than 500.00",
        refund("s-1005", "200.01"),
        WAITS,
        REFUNDS,
        2);
    job.expect("S53 a third up to it", refund("s-1005", "200.00"), "allow", REFUNDS, 3);
    job.expect(
        "S53 and after three times a person is asked again",
        refund("s-1006", "100.01"),
        WAITS,
        REFUNDS,
        3);
    job.expect(
        "S53 small ones need nobody, as before", refund("s-1007", "39.00"), "allow", REFUNDS, 4);
  }

  /// Within what the refund was asked under, and no more than that.
  private static Json.Obj customerOnly() {
    var amount =
        Json.Obj.with("constraint_type", "decimal")
            .with("min", "0.01")
            .with("max", "500.00")
            .build();
    var euro = Json.Obj.with("constraint_type", "exact").with("value", "EUR").build();
    return Json.Obj.with("type", "agent_action")
        .with("actions", Json.Arr.ofStrings(List.of("refunds.create")))
        .with("locations", Json.Arr.ofStrings(List.of(Party.SHOP.audience())))
        .with("resources", Json.Arr.ofStrings(List.of("purchase://shop/alice/*")))
        .with("arguments", Json.Obj.with("amount", amount).with("currency", euro).build())
        .with(
            "limits",
            new Json.Arr(
                List.of(
                    Json.Obj.with("name", "times").with("count", 3).build(),
                    Json.Obj.with("name", "in_all")
                        .with("sum", "amount")
                        .with("max", "500.00")
                        .build())))
        .build();
  }

  private void discount() throws StageException, BadMessageException, SQLException {
    String purpose = "Win a customer back";
    Job job = Job.open(play, purpose, "write_quotes", Json.Obj.EMPTY);
    var lead = new Review(play, job, Person.SALES_LEAD);
    Call quote = Sales.quote("alice", "contoso", "4000.00", "12.5");
    job.expect("S58 over 10 percent off waits", quote, WAITS, QUOTES, 0);
    Escalation waiting = lead.sees("S58 the sales lead sees how much", quote, purpose);
    new Review(play, job, Person.FINANCE_LEAD)
        .hidden("S58 finance, which is not asked, sees nothing of it", waiting);
    lead.approves("S58 the lead approves", waiting, "a good customer");
    job.expect("S58 and the offer is made", quote, "allow", QUOTES, 1);
    job.expect("S58 once", quote, WAITS, QUOTES, 1);
    job.expect(
        "S58 over 15 percent nobody can approve",
        Sales.quote("alice", "contoso", "4000.00", "15.01"),
        "deny, argument_refused /arguments/discount",
        QUOTES,
        1);
  }

  private static Call refund(String purchase, String amount) {
    return Shop.refund("alice", purchase, amount, "EUR");
  }
}
