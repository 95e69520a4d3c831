package io.legate.demo.server;

import io.legate.client.web.RequestException;
import io.legate.demo.catalogue.Shop;
import io.legate.json.Json;
import io.vertx.core.http.HttpMethod;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The shop: purchases and whose they are, refunds, accounts.
final class ShopService {

  private static final String REFUND =
      """
      CREATE TABLE IF NOT EXISTS refund (
        number INTEGER PRIMARY KEY, purchase TEXT NOT NULL, amount TEXT NOT NULL,
        currency TEXT NOT NULL, task TEXT NOT NULL, decision TEXT NOT NULL UNIQUE) STRICT\
      """;

  private final Routes routes;

  private ShopService(Routes routes) {
    this.routes = routes;
  }

  static void mount(Routes.Site site) throws SQLException {
    new ShopService(Routes.open(site, List.of("purchase"), REFUND)).mount();
  }

  private void mount() {
    routes.on(
        HttpMethod.GET,
        "/purchases/:purchase",
        asked -> Shop.read(owner(asked.part("purchase")), asked.part("purchase")),
        (asked, obligations, decision) ->
            Enforcement.shown(obligations, purchase(asked.part("purchase"))));
    routes.on(
        HttpMethod.POST,
        "/purchases/:purchase/refunds",
        asked ->
            Shop.refund(
                owner(asked.part("purchase")),
                asked.part("purchase"),
                asked.body().string("amount"),
                asked.body().string("currency")),
        (asked, obligations, decision) -> obligations.act(() -> refund(asked, decision)));
    routes.on(
        HttpMethod.POST,
        "/refunds",
        asked -> Shop.refundAll(asked.body().strings("purchases"), asked.body().string("amount")),
        (asked, obligations, decision) -> obligations.act(() -> refundAll(asked, decision)));
    routes.on(
        HttpMethod.DELETE,
        "/accounts/:customer",
        asked -> Shop.deleteAccount(asked.part("customer")),
        (asked, obligations, decision) ->
            obligations.act(() -> deleteAccount(asked.part("customer"))));
  }

  /// Whose a purchase is stands in the shop's own records: nobody who asks can say.
  private String owner(String purchase) throws SQLException, RequestException {
    return routes.field("SELECT customer FROM purchase WHERE purchase = ?", purchase);
  }

  private Optional<Json.Obj> purchase(String purchase) throws SQLException {
    return routes
        .database()
        .query(
            "SELECT purchase, customer, item, total FROM purchase WHERE purchase = ?",
            row ->
                Json.Obj.with("purchase", row.getString(1))
                    .with("customer", row.getString(2))
                    .with("item", row.getString(3))
                    .with("total", row.getString(4))
                    .build(),
            purchase)
        .stream()
        .findFirst();
  }

  private Json refund(Routes.Asked asked, String decision) throws Exception {
    return book(asked, asked.part("purchase"), asked.body().string("currency"), decision);
  }

  private Json refundAll(Routes.Asked asked, String decision) throws Exception {
    for (String purchase : asked.body().strings("purchases")) {
      book(asked, purchase, "EUR", decision + "/" + purchase);
    }
    return Json.Obj.EMPTY;
  }

  private Json book(Routes.Asked asked, String purchase, String currency, String decision)
      throws Exception {
    long number =
        routes
            .database()
            .insert(
                """
                INSERT INTO refund (purchase, amount, currency, task, decision)
                VALUES (?, ?, ?, ?, ?)\
                """,
                purchase,
                asked.body().string("amount"),
                currency,
                asked.task(),
                decision);
    return Json.Obj.with("refund", number).build();
  }

  private Json deleteAccount(String customer) throws SQLException {
    int count = routes.database().update("DELETE FROM purchase WHERE customer = ?", customer);
    return Json.Obj.with("deleted", count).build();
  }
}
