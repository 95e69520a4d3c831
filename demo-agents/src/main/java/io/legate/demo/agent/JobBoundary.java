package io.legate.demo.agent;

import io.legate.demo.catalogue.Actions;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.PurchaseOrder;
import io.legate.demo.input.Vendor;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The boundary of the whole job, made from the purchase orders.
///
/// One permission for each order of a vendor that is not blocked: this vendor, this currency, this
/// account, at most the order's ceiling by one payment and by all together, and each invoice once.
/// An invoice cannot widen it, whatever it says, because no invoice has been read when it is made.
public final class JobBoundary {

  /// A token has to carry it; this many orders stay within the 16 KiB that the broker accepts.
  public static final int ORDERS_MAX = 16;

  /// What an invoice may be called. Without it, `INV-1` and `inv-1` would be two invoices to the
  /// limit and one to the supplier.
  private static final String INVOICE_NUMBER = "[A-Z0-9][A-Z0-9-]{0,29}";

  private static final List<Party> EVERYONE = List.of(Party.RESEARCH, Party.ANALYSIS, Party.ACTION);
  private static final int DEPTH = 3;
  private static final int MAIL_CHARS_MAX = 4000;

  private JobBoundary() {}

  /// Returns the boundary for these orders.
  ///
  /// @param vendors by id; an order of a blocked one gets no permission
  /// @param mailsMax how many mails the whole job may send
  public static Json.Arr of(
      Collection<PurchaseOrder> orders, Map<String, Vendor> vendors, int mailsMax) {
    var permissions = new ArrayList<Json>();
    permissions.add(
        Permission.at(Party.DOCUMENTS)
            .action(Actions.DOCUMENTS_LIST)
            .resource(Actions.INBOX)
            .json());
    permissions.add(
        Permission.at(Party.DOCUMENTS)
            .action(Actions.DOCUMENTS_READ)
            .resource(Actions.INBOX + "/*")
            .delegation(1, List.of(Party.RESEARCH))
            .json());
    permissions.add(
        Permission.at(Party.ERP)
            .action(Actions.ORDERS_READ)
            .action(Actions.RECEIPTS_READ)
            .action(Actions.VENDORS_READ)
            .resource(Actions.ORDERS + "/*")
            .resource(Actions.VENDORS + "/*")
            .delegation(2, List.of(Party.RESEARCH, Party.ANALYSIS))
            .json());
    var customers = new TreeSet<String>();
    var domains = new TreeSet<String>();
    var payments = new ArrayList<Json>();
    for (PurchaseOrder order : orders) {
      Vendor vendor = vendors.get(order.vendorId());
      if (vendor == null || vendor.blocked()) {
        continue;
      }
      payments.add(payment(order, vendor));
      domains.add(vendor.mailDomain());
      if (!order.shipTo().isEmpty()) {
        customers.add(Actions.CUSTOMERS + "/" + order.shipTo());
      }
    }
    if (!customers.isEmpty()) {
      var reading = Permission.at(Party.CRM).action(Actions.CUSTOMERS_READ);
      customers.forEach(reading::resource);
      permissions.add(reading.delegation(DEPTH, EVERYONE).json());
    }
    if (!domains.isEmpty()) {
      permissions.add(mail(domains, mailsMax));
    }
    permissions.addAll(payments);
    return new Json.Arr(permissions);
  }

  private static Json mail(Collection<String> domains, int mailsMax) {
    return Permission.at(Party.DOCUMENTS)
        .action(Actions.MAIL_SEND)
        .resource(Actions.OUTBOX)
        .argument("to", "domain", "domains", Json.Arr.ofStrings(domains))
        .argument("subject", "max_length", "max", new Json.Num("200"))
        .argument("body", "max_length", "max", new Json.Num(Integer.toString(MAIL_CHARS_MAX)))
        .limit(Json.Obj.with("name", "mails").with("count", mailsMax).build())
        .delegation(DEPTH, EVERYONE)
        .json();
  }

  private static Json payment(PurchaseOrder order, Vendor vendor) {
    String ceiling = order.ceiling().toPlainString();
    return Permission.at(Party.ERP)
        .action(Actions.PAYMENTS_CREATE)
        .resource(Actions.ORDERS + "/" + order.id() + "/*")
        .exactly("vendor", vendor.id())
        .exactly("currency", order.currency())
        .exactly("iban", vendor.iban())
        .between("amount", "0.01", ceiling)
        .argument("invoice", "pattern", "pattern", new Json.Str(INVOICE_NUMBER))
        .limit(
            Json.Obj.with("name", "once." + order.id())
                .with("count", 1)
                .with("by", "invoice")
                .build())
        .limit(
            Json.Obj.with("name", "total." + order.id())
                .with("sum", "amount")
                .with("max", ceiling)
                .build())
        .delegation(DEPTH, EVERYONE)
        .json();
  }
}
