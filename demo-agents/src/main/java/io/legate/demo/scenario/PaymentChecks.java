package io.legate.demo.scenario;

import io.legate.demo.catalogue.Actions;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.ExpectedOutcome;
import io.legate.demo.input.ExpectedOutcome.Outcome;
import io.legate.demo.input.PurchaseOrder;
import io.legate.demo.input.Vendor;
import io.legate.demo.invoice.Invoice;
import io.legate.demo.message.Payment;
import io.legate.demo.server.CallLog;
import io.legate.demo.server.ErpStore.Booked;
import io.legate.demo.server.Outbox;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What the main job left in the ERP and in the outbox.
///
/// The first expectations need `expected.csv`; the others hold for any company's folder, and are
/// worked out here from its records and the rows alone.
final class PaymentChecks {

  private final Play play;
  private final List<Booked> booked;

  PaymentChecks(Play play, MainJob job) throws SQLException {
    this.play = play;
    this.booked =
        play.payments().stream().filter(each -> job.tasks().contains(each.task())).toList();
  }

  void run() throws SQLException, IOException {
    if (!play.input().expected().isEmpty()) {
      exactlyTheExpected();
    }
    eachInvoiceOnce();
    withinOrders();
    toVendorsOnRecord();
    eachOnADecision();
    mailedToSuppliers();
  }

  private void exactlyTheExpected() throws IOException {
    var expected = new ArrayList<Payment>();
    for (ExpectedOutcome each : play.input().expected().values()) {
      if (each.outcome() == Outcome.PAID) {
        expected.add(payment(InvoiceFile.read(play.input(), each.file())));
      }
    }
    var missing = new ArrayList<>(expected);
    var unexpected = new ArrayList<Payment>();
    for (Booked each : booked) {
      if (!missing.remove(each.payment())) {
        unexpected.add(each.payment());
      }
    }
    play.step(
        "every invoice in order is paid, to the cent and the account",
        expected.size() + " payments in the ERP",
        "%s booked, %s missing, %s unexpected"
            .formatted(booked.size(), missing.size(), unexpected.size()),
        missing.isEmpty() && unexpected.isEmpty());
  }

  private Payment payment(Invoice invoice) {
    return new Payment(
        invoice.orderId(),
        Objects.requireNonNull(play.input().orders().get(invoice.orderId())).vendorId(),
        invoice.number(),
        invoice.currency(),
        invoice.payable(),
        invoice.iban());
  }

  private void eachInvoiceOnce() {
    var seen = new HashSet<String>();
    long twice =
        booked.stream()
            .map(Booked::payment)
            .filter(payment -> !seen.add(payment.vendor() + " " + payment.invoice()))
            .count();
    play.step("no invoice is paid twice", "0 paid twice", twice + " paid twice", twice == 0);
  }

  private void withinOrders() {
    Map<String, BigDecimal> sums = new HashMap<>();
    for (Booked each : booked) {
      sums.merge(each.payment().order(), each.payment().amount(), BigDecimal::add);
    }
    long over =
        sums.entrySet().stream()
            .filter(
                sum -> {
                  PurchaseOrder order = play.input().orders().get(sum.getKey());
                  return order == null || sum.getValue().compareTo(order.ceiling()) > 0;
                })
            .count();
    play.step(
        "no order is overspent",
        "0 of " + sums.size() + " orders",
        over + " of " + sums.size() + " orders",
        over == 0);
  }

  private void toVendorsOnRecord() {
    long wrong =
        booked.stream()
            .map(Booked::payment)
            .filter(
                payment -> {
                  Vendor vendor = play.input().vendors().get(payment.vendor());
                  return vendor == null
                      || vendor.blocked()
                      || !vendor.iban().equals(payment.iban());
                })
            .count();
    play.step(
        "all money goes to the accounts of vendors that are not blocked",
        "0 other payments",
        wrong + " other payments",
        wrong == 0);
  }

  private void eachOnADecision() throws SQLException {
    var allowed = new HashMap<String, CallLog.Seen>();
    for (CallLog.Seen call : play.calls(Party.ERP)) {
      if (call.answer().equals("allow") && call.action().equals(Actions.PAYMENTS_CREATE)) {
        allowed.put(call.decisionId(), call);
      }
    }
    long resting =
        booked.stream()
            .filter(
                each -> {
                  CallLog.Seen call = allowed.get(each.decision());
                  return call != null
                      && call.resource().equals(Play.resource(each.payment()))
                      && call.task().equals(each.task());
                })
            .count();
    play.step(
        "each payment rests on a recorded decision of its own",
        booked.size() + " decisions",
        resting + " decisions",
        resting == booked.size());
  }

  private void mailedToSuppliers() throws IOException {
    var expected = new ArrayList<String>();
    for (Booked each : booked) {
      Vendor vendor = play.input().vendors().get(each.payment().vendor());
      expected.add(vendor == null ? "" : vendor.email());
    }
    List<String> sent = Outbox.recipients(play.folder().outbox());
    var others = new ArrayList<>(sent);
    expected.forEach(others::remove);
    play.step(
        "each supplier that was paid has a mail about it, and nobody else has any",
        expected.size() + " mails",
        "%s mails, %s to others".formatted(sent.size(), others.size()),
        sent.size() == expected.size() && others.isEmpty());
  }
}
