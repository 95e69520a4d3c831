package io.legate.demo.catalogue;

import io.legate.client.broker.AgentAction;
import io.legate.json.Json;

/// What can be done at the trading desk.
public final class Trading {

  private Trading() {}

  /// Buys or sells.
  ///
  /// @param side `buy` or `sell`
  public static Call trade(String symbol, String side, String amount, String currency) {
    var arguments =
        Json.Obj.with("side", side).with("amount", amount).with("currency", currency).build();
    return Call.of(
        Party.TRADING,
        "POST",
        "instruments/" + symbol + "/trades",
        new AgentAction("trades.place", "market://xetra/" + symbol, arguments),
        arguments);
  }
}
