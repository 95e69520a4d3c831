package io.legate.demo.scenario;

import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.PurchaseOrder;
import io.legate.demo.input.Vendor;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Payment;
import io.legate.demo.scenario.Job.Effect;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;

/// One order is paid while everything that can go wrong does.
final class FinanceScenario {

  private static final Effect PAYMENTS = new Effect(Party.ERP, "payment", "payment");
  private static final BigDecimal AT_ONCE = new BigDecimal("2.00");

  /// More than the breaker of policy lets an agent be denied within a minute.
  private static final int PROBES_MAX = 40;

  private static final String TRIPPED = "deny, breaker_tripped";

  private final Play play;

  FinanceScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    PurchaseOrder order =
        play.openOrders().stream()
            .filter(each -> !each.shipTo().isEmpty())
            .findFirst()
            .orElseThrow(() -> new StageException("no order went to a customer"));
    Job job = open(order);
    job.expect("S33 an invoice is paid", pay(order, "FIN-1"), "allow", PAYMENTS, 1);
    job.expect(
        "S32 and not a second time", pay(order, "FIN-1"), "rate_limited, limit_spent", PAYMENTS, 1);
    job.expect(
        "S33 a note in it makes the agent ask for ten times as much",
        pay(order, "FIN-2", BigDecimal.TEN),
        "deny, argument_refused /arguments/amount",
        PAYMENTS,
        1);
    blocked(order, job);
    job.expect("S34 its own customer is looked up", Call.readCustomer(order.shipTo()), "allow");
    job.expect(
        "S34 but no other",
        Call.readCustomer(stranger(order)),
        "deny, resource_not_held /resource");
    beyond(order, job);
    job.steer("complete");
    job.expect(
        "S34 and none once the task is done",
        Call.readCustomer(order.shipTo()),
        "deny, task_completed");
    speed(order);
  }

  private Job open(PurchaseOrder order) throws StageException, BadMessageException {
    Vendor vendor = play.vendor(order);
    return Job.open(
        play,
        "Pay what is due on " + order.id(),
        "pay_order",
        Json.Obj.with("order", order.id())
            .with("vendor", vendor.id())
            .with("iban", vendor.iban())
            .with("currency", order.currency())
            .with("ceiling", order.ceiling().toPlainString())
            .with("at_once", AT_ONCE.toPlainString())
            .with("customer", order.shipTo())
            .build());
  }

  /// The token is older than the entry in the list; the entry counts.
  private void blocked(PurchaseOrder order, Job job)
      throws StageException, BadMessageException, SQLException {
    String vendor = order.vendorId();
    play.account().doing("procurement blocks " + vendor);
    play.stage().operator().changeList(Scenario.BLOCKED_VENDORS, List.of(vendor), List.of());
    job.expect(
        "S31 the vendor is blocked while the task runs",
        pay(order, "FIN-3"),
        "deny, rule_denied",
        PAYMENTS,
        1);
    play.stage().operator().changeList(Scenario.BLOCKED_VENDORS, List.of(), List.of(vendor));
    job.expect("S31 and paid again once it is not", pay(order, "FIN-3"), "allow", PAYMENTS, 2);
  }

  /// An order that the orchestrator's own boundary does not hold.
  private void beyond(PurchaseOrder order, Job job)
      throws StageException, BadMessageException, SQLException {
    PurchaseOrder other =
        play.openOrders().stream()
            .filter(each -> !each.id().equals(order.id()))
            .findFirst()
            .orElseThrow(() -> new StageException("there is only one order"));
    job.expect(
        "S35 an order that the orchestrator does not hold is not paid",
        pay(other, "FIN-4"),
        "deny, resource_not_held /resource",
        PAYMENTS,
        2);
    String wider =
        """
        [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.example"],
          "resources":["order://acme/%s/*"]}]\
        """
            .formatted(other.id());
    Fields answer =
        play.instruct(
            Party.ORCHESTRATOR,
            Json.Obj.with("do", "assign")
                .with("hop", job.rootHop())
                .with("boundary", new Json.Arr(Fields.readItems(wider)))
                .build());
    int hops = TaskTree.of(play, job.rootHop()).hops().size();
    play.step(
        "S35 nor can it be passed on",
        "invalid_authorization_details; 2 hops",
        Job.refusal(answer) + "; " + hops + " hops",
        hops == 2 && Job.refusal(answer).contains("invalid_authorization_details"));
  }

  /// Faster than people can look: a limit on the pace, and a breaker on probing.
  private void speed(PurchaseOrder order) throws StageException, BadMessageException, SQLException {
    Job job = open(order);
    for (int i = 1; i <= 4; i++) {
      job.tryTo(pay(order, "FAST-" + i));
    }
    job.expect(
        "S36 after four payments in a minute comes none",
        pay(order, "FAST-5"),
        "rate_limited, limit_spent",
        PAYMENTS,
        4);
    int denied = 0;
    String answer = "";
    while (denied < PROBES_MAX && !answer.equals(TRIPPED)) {
      answer = job.tryTo(pay(order, "PROBE-" + denied, BigDecimal.TEN)).answer();
      denied++;
    }
    job.expect(
        "S36 an agent that tries on and on is stopped by a breaker",
        pay(order, "PROBE-X"),
        TRIPPED,
        PAYMENTS,
        4);
  }

  private String stranger(PurchaseOrder order) throws StageException {
    return play.input().customers().keySet().stream()
        .filter(id -> !id.equals(order.shipTo()))
        .findFirst()
        .orElseThrow(() -> new StageException("there is only one customer"));
  }

  private Call pay(PurchaseOrder order, String invoice) {
    return pay(order, invoice, BigDecimal.ONE);
  }

  private Call pay(PurchaseOrder order, String invoice, BigDecimal amount) {
    Payment payment = play.trial(order, invoice).withAmount(amount);
    return Call.pay(payment);
  }
}
