package io.legate.demo.agent;

import io.legate.demo.agent.Desk.NotDoneException;
import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.invoice.Invoice;
import io.legate.demo.invoice.UblInvoiceReader;
import io.legate.demo.invoice.UnreadableInvoiceException;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Case;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Payment;
import io.legate.demo.message.Result;
import io.legate.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The second agent: reads the invoices and looks up the order and the vendor of each.
public final class Research implements Worker {

  @Override
  public List<Result> work(Fields work, Desk desk) throws NotDoneException, BadMessageException {
    if (work.object().get("hold") != null) {
      return List.of();
    }
    if (work.object().get("stand_by") != null) {
      return desk.passOn(
          Party.ANALYSIS,
          Narrowing.forAnalysis(desk.boundary(), order -> true, customer -> true),
          work.object());
    }
    var results = new ArrayList<Result>();
    var cases = new ArrayList<Case>();
    var records = new Records(desk);
    for (String file : work.strings("files")) {
      try {
        cases.add(look(file, records));
      } catch (NotDoneException e) {
        results.add(new Result(file, e.outcome(), e.sentence()));
      } catch (UnreadableInvoiceException e) {
        results.add(new Result(file, "unreadable", "the document " + e.getMessage()));
      }
    }
    results.forEach(desk::tell);
    if (!cases.isEmpty()) {
      var orders = new TreeSet<String>();
      var customers = new TreeSet<String>();
      for (Case each : cases) {
        orders.add(each.payment().order());
        customers.add(each.shipTo());
      }
      Json.Arr boundary =
          Narrowing.forAnalysis(desk.boundary(), orders::contains, customers::contains);
      var handedOn = new Json.Arr(cases.stream().<Json>map(Case::json).toList());
      results.addAll(
          desk.passOn(Party.ANALYSIS, boundary, Json.Obj.with("cases", handedOn).build()));
    }
    return results;
  }

  private static Case look(String file, Records records)
      throws NotDoneException, BadMessageException, UnreadableInvoiceException {
    Fields document = records.desk.call(Call.readDocument(file));
    Invoice invoice = UblInvoiceReader.read(content(document));
    if (invoice.orderId().isEmpty()) {
      throw new NotDoneException(false, "it names no order");
    }
    Fields order = records.order(invoice.orderId());
    Fields vendor = records.vendor(order.string("vendor"));
    BigDecimal lines =
        invoice.lines().stream()
            .map(Invoice.Line::netAmount)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Case(
        file,
        invoice.netAmount(),
        invoice.taxAmount(),
        lines,
        invoice.quantity(),
        new Payment(
            invoice.orderId(),
            order.string("vendor"),
            invoice.number(),
            invoice.currency(),
            invoice.payable(),
            invoice.iban()),
        order.string("ship_to"),
        vendor.string("email"),
        invoice.notes());
  }

  private static byte[] content(Fields document) throws BadMessageException {
    try {
      return Base64.getDecoder().decode(document.string("content"));
    } catch (IllegalArgumentException e) {
      throw new BadMessageException("`content` is not base64");
    }
  }

  /// Records already looked up in this piece of work.
  private static final class Records {
    private final Desk desk;
    private final Map<String, Fields> orders = new HashMap<>();
    private final Map<String, Fields> vendors = new HashMap<>();

    Records(Desk desk) {
      this.desk = desk;
    }

    Fields order(String id) throws NotDoneException, BadMessageException {
      return lookUp(orders, id, Call.readOrder(id));
    }

    Fields vendor(String id) throws NotDoneException, BadMessageException {
      return lookUp(vendors, id, Call.readVendor(id));
    }

    private Fields lookUp(Map<String, Fields> known, String id, Call call)
        throws NotDoneException, BadMessageException {
      Fields found = known.get(id);
      if (found == null) {
        found = desk.call(call);
        known.put(id, found);
      }
      return found;
    }
  }
}
