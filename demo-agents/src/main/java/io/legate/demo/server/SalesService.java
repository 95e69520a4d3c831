package io.legate.demo.server;

import io.legate.client.web.RequestException;
import io.legate.demo.catalogue.Sales;
import io.legate.demo.server.Outbox.BadMailException;
import io.legate.json.Json;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/// Sales: customers and who looks after them, quotes, and mail.
final class SalesService {

  private static final String QUOTE =
      """
      CREATE TABLE IF NOT EXISTS quote (
        number INTEGER PRIMARY KEY, customer TEXT NOT NULL, amount TEXT NOT NULL,
        discount TEXT NOT NULL, task TEXT NOT NULL, decision TEXT NOT NULL UNIQUE) STRICT\
      """;

  private final Routes routes;
  private final Outbox outbox;

  private SalesService(Routes routes, Outbox outbox) {
    this.routes = routes;
    this.outbox = outbox;
  }

  static void mount(Routes.Site site, Path mails, Clock clock) throws SQLException, IOException {
    var routes = Routes.open(site, List.of("account"), QUOTE);
    new SalesService(routes, new Outbox(mails, clock)).mount();
  }

  private void mount() {
    routes.on(
        HttpMethod.POST,
        "/customers/:customer/quotes",
        asked ->
            Sales.quote(
                rep(asked.part("customer")),
                asked.part("customer"),
                asked.body().string("amount"),
                asked.body().string("discount")),
        (asked, obligations, decision) -> obligations.act(() -> quote(asked, decision)));
    routes.on(
        HttpMethod.POST,
        "/customers/:customer/mails",
        asked ->
            Sales.send(
                rep(asked.part("customer")),
                asked.part("customer"),
                asked.body().strings("recipients")),
        (asked, obligations, decision) -> obligations.act(() -> send(asked)));
  }

  private String rep(String customer) throws SQLException, RequestException {
    return routes.field("SELECT rep FROM account WHERE customer = ?", customer);
  }

  private Json quote(Routes.Asked asked, String decision) throws Exception {
    long number =
        routes
            .database()
            .insert(
                """
                INSERT INTO quote (customer, amount, discount, task, decision)
                VALUES (?, ?, ?, ?, ?)\
                """,
                asked.part("customer"),
                asked.body().string("amount"),
                asked.body().string("discount"),
                asked.task(),
                decision);
    return Json.Obj.with("quote", number).build();
  }

  private Json send(Routes.Asked asked) throws Exception {
    String customer = asked.part("customer");
    String quote =
        routes.field(
            """
            SELECT amount || ' EUR less ' || discount || ' percent' FROM quote
            WHERE customer = ? ORDER BY number DESC LIMIT 1\
            """,
            customer);
    for (String recipient : asked.body().strings("recipients")) {
      try {
        outbox.send(recipient, "Our offer to " + customer, quote + "\n");
      } catch (BadMailException e) {
        throw new RequestException(400, "invalid_request", String.valueOf(e.getMessage()));
      }
    }
    return Json.Obj.with("quote", quote).build();
  }
}
