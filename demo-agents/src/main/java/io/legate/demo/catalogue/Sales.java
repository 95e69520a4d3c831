package io.legate.demo.catalogue;

import io.legate.client.broker.AgentAction;
import io.legate.json.Json;
import java.util.List;

/// What can be done with quotes. A quote is named below the representative whose customer it is
/// for.
public final class Sales {

  private Sales() {}

  /// Makes an offer.
  ///
  /// @param discount in percent
  public static Call quote(String rep, String customer, String amount, String discount) {
    var arguments = Json.Obj.with("amount", amount).with("discount", discount).build();
    return Call.of(
        Party.SALES,
        "POST",
        "customers/" + customer + "/quotes",
        new AgentAction("quotes.create", resource(rep, customer), arguments),
        arguments);
  }

  /// Mails the newest offer.
  public static Call send(String rep, String customer, List<String> recipients) {
    var arguments = Json.Obj.with("recipients", Json.Arr.ofStrings(recipients)).build();
    return Call.of(
        Party.SALES,
        "POST",
        "customers/" + customer + "/mails",
        new AgentAction("quotes.send", resource(rep, customer), arguments),
        arguments);
  }

  private static String resource(String rep, String customer) {
    return "quote://sales/" + rep + "/" + customer;
  }
}
