package io.legate.demo.server;

import io.legate.demo.catalogue.Trading;
import io.legate.json.Json;
import io.vertx.core.http.HttpMethod;
import java.sql.SQLException;
import java.util.List;

/// The trading desk.
final class TradingService {

  private static final String TRADE =
      """
      CREATE TABLE IF NOT EXISTS trade (
        number INTEGER PRIMARY KEY, symbol TEXT NOT NULL, side TEXT NOT NULL,
        amount TEXT NOT NULL, task TEXT NOT NULL, decision TEXT NOT NULL UNIQUE) STRICT\
      """;

  private final Routes routes;

  private TradingService(Routes routes) {
    this.routes = routes;
  }

  static void mount(Routes.Site site) throws SQLException {
    new TradingService(Routes.open(site, List.of("instrument"), TRADE)).mount();
  }

  private void mount() {
    routes.on(
        HttpMethod.POST,
        "/instruments/:symbol/trades",
        asked ->
            Trading.trade(
                asked.part("symbol"),
                asked.body().string("side"),
                asked.body().string("amount"),
                asked.body().string("currency")),
        (asked, obligations, decision) -> obligations.act(() -> trade(asked, decision)));
  }

  private Json trade(Routes.Asked asked, String decision) throws Exception {
    String symbol =
        routes.field("SELECT symbol FROM instrument WHERE symbol = ?", asked.part("symbol"));
    long number =
        routes
            .database()
            .insert(
                "INSERT INTO trade (symbol, side, amount, task, decision) VALUES (?, ?, ?, ?, ?)",
                symbol,
                asked.body().string("side"),
                asked.body().string("amount"),
                asked.task(),
                decision);
    return Json.Obj.with("trade", number).build();
  }
}
