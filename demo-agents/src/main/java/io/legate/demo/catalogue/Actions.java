package io.legate.demo.catalogue;

import io.legate.client.broker.AgentAction;
import io.legate.demo.message.Payment;
import io.legate.json.Json;

/// Every action of the three systems, by what it is about.
public final class Actions {

  public static final String DOCUMENTS_LIST = "documents.list";
  public static final String DOCUMENTS_READ = "documents.read";
  public static final String MAIL_SEND = "mail.send";
  public static final String VENDORS_READ = "vendors.read";
  public static final String VENDORS_UPDATE = "vendors.update";
  public static final String ORDERS_READ = "orders.read";
  public static final String RECEIPTS_READ = "receipts.read";
  public static final String PAYMENTS_CREATE = "payments.create";
  public static final String CUSTOMERS_READ = "customers.read";

  public static final String INBOX = "document://acme/inbox";
  public static final String OUTBOX = "mailbox://acme/accounts-payable";
  public static final String VENDORS = "vendor://acme";
  public static final String ORDERS = "order://acme";
  public static final String CUSTOMERS = "customer://acme";

  private Actions() {}

  /// Which invoices have come in.
  public static AgentAction listDocuments() {
    return read(DOCUMENTS_LIST, INBOX);
  }

  /// One invoice.
  public static AgentAction readDocument(String file) {
    return read(DOCUMENTS_READ, INBOX + "/" + file);
  }

  /// A supplier's master record.
  public static AgentAction readVendor(String vendor) {
    return read(VENDORS_READ, VENDORS + "/" + vendor);
  }

  /// Another account for a supplier.
  public static AgentAction updateVendor(String vendor, String iban) {
    return new AgentAction(
        VENDORS_UPDATE, VENDORS + "/" + vendor, Json.Obj.with("iban", iban).build());
  }

  /// A purchase order.
  public static AgentAction readOrder(String order) {
    return read(ORDERS_READ, ORDERS + "/" + order);
  }

  /// What has arrived for an order.
  public static AgentAction readReceipts(String order) {
    return read(RECEIPTS_READ, ORDERS + "/" + order);
  }

  /// A customer's record.
  public static AgentAction readCustomer(String customer) {
    return read(CUSTOMERS_READ, CUSTOMERS + "/" + customer);
  }

  /// A payment against an order. Its resource is the invoice within the order, so that a permission
  /// for one order reaches no other.
  public static AgentAction pay(Payment payment) {
    return new AgentAction(
        PAYMENTS_CREATE,
        ORDERS + "/" + payment.order() + "/" + payment.invoice(),
        Json.Obj.with("vendor", payment.vendor())
            .with("invoice", payment.invoice())
            .with("currency", payment.currency())
            .with("amount", payment.amount().toPlainString())
            .with("iban", payment.iban())
            .build());
  }

  /// A mail in the company's name.
  public static AgentAction send(String to, String subject, String body) {
    return new AgentAction(
        MAIL_SEND,
        OUTBOX,
        Json.Obj.with("to", to).with("subject", subject).with("body", body).build());
  }

  private static AgentAction read(String name, String resource) {
    return new AgentAction(name, resource, Json.Obj.EMPTY);
  }
}
