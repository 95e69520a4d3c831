package io.legate.demo.catalogue;

import io.legate.client.broker.AgentAction;
import io.legate.demo.message.Payment;
import io.legate.json.Json;
import org.jspecify.annotations.Nullable;

/// One request to a resource server and the action it stands for.
///
/// @param path below the server's base URI
/// @param body null for a request that only reads
public record Call(
    Party server, String method, String path, AgentAction action, @Nullable Json body) {

  /// Lists the inbox.
  public static Call listDocuments() {
    return get(Party.DOCUMENTS, "inbox", Actions.listDocuments());
  }

  /// Fetches an invoice.
  public static Call readDocument(String file) {
    return get(Party.DOCUMENTS, "inbox/" + file, Actions.readDocument(file));
  }

  /// Fetches a supplier's record.
  public static Call readVendor(String vendor) {
    return get(Party.ERP, "vendors/" + vendor, Actions.readVendor(vendor));
  }

  /// Fetches an order.
  public static Call readOrder(String order) {
    return get(Party.ERP, "orders/" + order, Actions.readOrder(order));
  }

  /// Fetches what has arrived for an order.
  public static Call readReceipts(String order) {
    return get(Party.ERP, "orders/" + order + "/receipts", Actions.readReceipts(order));
  }

  /// Fetches a customer's record.
  public static Call readCustomer(String customer) {
    return get(Party.CRM, "customers/" + customer, Actions.readCustomer(customer));
  }

  /// Pays.
  public static Call pay(Payment payment) {
    return new Call(Party.ERP, "POST", "payments", Actions.pay(payment), payment.json());
  }

  /// Sends a mail.
  public static Call send(String to, String subject, String body) {
    AgentAction action = Actions.send(to, subject, body);
    return new Call(Party.DOCUMENTS, "POST", "mail", action, action.arguments());
  }

  private static Call get(Party server, String path, AgentAction action) {
    return new Call(server, "GET", path, action, null);
  }
}
