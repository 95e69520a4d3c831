package io.legate.demo.catalogue;

import io.legate.client.broker.AgentAction;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
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

  /// Changes a supplier's account.
  public static Call updateVendor(String vendor, String iban) {
    AgentAction action = Actions.updateVendor(vendor, iban);
    return new Call(Party.ERP, "POST", "vendors/" + vendor, action, action.arguments());
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

  /// Returns a call whose body is what the action does not say by itself, or null.
  static Call of(
      Party server, String method, String path, AgentAction action, @Nullable Json body) {
    return new Call(server, method, path, action, body);
  }

  /// Reads a call.
  public static Call of(Fields fields) throws BadMessageException {
    return new Call(
        Party.ofWord(fields.string("server")),
        fields.string("method"),
        fields.string("path"),
        action(fields.fields("action")),
        fields.object().get("body"));
  }

  private static AgentAction action(Fields fields) throws BadMessageException {
    return new AgentAction(
        fields.string("name"), fields.string("resource"), fields.fields("arguments").object());
  }

  /// Returns its JSON form, for an agent to be told to make it.
  public Json.Obj json() {
    var json =
        Json.Obj.with("server", server.word())
            .with("method", method)
            .with("path", path)
            .with(
                "action",
                Json.Obj.with("name", action.name())
                    .with("resource", action.resource())
                    .with("arguments", action.arguments())
                    .build());
    if (body != null) {
      json.with("body", body);
    }
    return json.build();
  }

  private static Call get(Party server, String path, AgentAction action) {
    return new Call(server, "GET", path, action, null);
  }
}
