package io.legate.demo.catalogue;

import io.legate.client.broker.AgentAction;
import io.legate.json.Json;
import java.util.List;

/// What can be done at the shop. A purchase is named below the customer whose it is, so that a
/// boundary can hold one customer's purchases and nobody else's.
public final class Shop {

  private static final String PURCHASES = "purchase://shop";

  private Shop() {}

  /// Shows a purchase.
  public static Call read(String customer, String purchase) {
    return Call.of(
        Party.SHOP,
        "GET",
        "purchases/" + purchase,
        new AgentAction("purchases.read", resource(customer, purchase), Json.Obj.EMPTY),
        null);
  }

  /// Refunds one.
  public static Call refund(String customer, String purchase, String amount, String currency) {
    var arguments = Json.Obj.with("amount", amount).with("currency", currency).build();
    return Call.of(
        Party.SHOP,
        "POST",
        "purchases/" + purchase + "/refunds",
        new AgentAction("refunds.create", resource(customer, purchase), arguments),
        arguments);
  }

  /// Refunds many at once.
  public static Call refundAll(List<String> purchases, String amount) {
    var arguments =
        Json.Obj.with("purchases", Json.Arr.ofStrings(purchases)).with("amount", amount).build();
    return Call.of(
        Party.SHOP,
        "POST",
        "refunds",
        new AgentAction("refunds.bulk", PURCHASES, arguments),
        arguments);
  }

  /// Deletes a customer's account.
  public static Call deleteAccount(String customer) {
    return Call.of(
        Party.SHOP,
        "DELETE",
        "accounts/" + customer,
        new AgentAction("accounts.delete", "account://shop/" + customer, Json.Obj.EMPTY),
        null);
  }

  private static String resource(String customer, String purchase) {
    return PURCHASES + "/" + customer + "/" + purchase;
  }
}
