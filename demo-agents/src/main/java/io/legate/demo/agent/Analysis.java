package io.legate.demo.agent;

import io.legate.demo.agent.Desk.NotDoneException;
import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Case;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Proposal;
import io.legate.demo.message.Result;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// The third agent: matches each invoice with its order and with what arrived, and proposes
/// payments.
public final class Analysis implements Worker {

  @Override
  public List<Result> work(Fields work, Desk desk) throws NotDoneException, BadMessageException {
    if (work.object().get("stand_by") != null) {
      return desk.passOn(Party.ACTION, Narrowing.forStandBy(desk.boundary()), work.object());
    }
    var results = new ArrayList<Result>();
    var proposals = new ArrayList<Proposal>();
    var received = new HashMap<String, BigDecimal>();
    for (Fields each : work.list("cases")) {
      Case invoice = Case.of(each);
      try {
        var objection = ThreeWayMatch.objection(invoice, received(invoice, received, desk));
        if (objection.isPresent()) {
          results.add(new Result(invoice.file(), "held", objection.get()));
        } else {
          proposals.add(
              new Proposal(
                  invoice.file(),
                  invoice.payment(),
                  invoice.shipTo(),
                  invoice.remittanceTo(),
                  invoice.notes()));
        }
      } catch (NotDoneException e) {
        results.add(new Result(invoice.file(), e.outcome(), e.sentence()));
      }
    }
    results.forEach(desk::tell);
    if (!proposals.isEmpty()) {
      var customers = new TreeSet<String>();
      proposals.forEach(each -> customers.add(each.shipTo()));
      Json.Arr boundary =
          Narrowing.forAction(desk.boundary(), invoicesByOrder(proposals), customers::contains);
      var handedOn = new Json.Arr(proposals.stream().<Json>map(Proposal::json).toList());
      results.addAll(
          desk.passOn(Party.ACTION, boundary, Json.Obj.with("proposals", handedOn).build()));
    }
    return results;
  }

  /// What has arrived: at our gate by the ERP's record, or at the customer's by the customer's
  /// word.
  private static BigDecimal received(Case invoice, Map<String, BigDecimal> known, Desk desk)
      throws NotDoneException, BadMessageException {
    String order = invoice.payment().order();
    BigDecimal quantity = known.get(order);
    if (quantity != null) {
      return quantity;
    }
    quantity = BigDecimal.ZERO;
    for (Fields receipt : desk.call(Call.readReceipts(order)).list("receipts")) {
      quantity = quantity.add(receipt.decimal("quantity"));
    }
    if (!invoice.shipTo().isEmpty()) {
      Fields customer = desk.call(Call.readCustomer(invoice.shipTo()));
      if (!customer.strings("confirmed_orders").contains(order)) {
        quantity = BigDecimal.ZERO;
      }
    }
    known.put(order, quantity);
    return quantity;
  }

  private static Map<String, List<String>> invoicesByOrder(List<Proposal> proposals) {
    var numbers = new TreeMap<String, TreeSet<String>>();
    for (Proposal each : proposals) {
      numbers
          .computeIfAbsent(each.payment().order(), order -> new TreeSet<>())
          .add(each.payment().invoice());
    }
    var byOrder = new TreeMap<String, List<String>>();
    numbers.forEach((order, invoices) -> byOrder.put(order, List.copyOf(invoices)));
    return byOrder;
  }
}
