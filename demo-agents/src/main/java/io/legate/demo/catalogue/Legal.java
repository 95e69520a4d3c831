package io.legate.demo.catalogue;

import io.legate.client.broker.AgentAction;
import io.legate.json.Json;

/// What can be done at the legal desk. A matter is named below the lawyer whose it is.
///
/// What leaves the house states its whole text, so that whoever approves it has read what is sent.
public final class Legal {

  private Legal() {}

  /// Writes a draft, in place of an older one of the same name.
  public static Call draft(String lawyer, String matter, String draft, String text) {
    var arguments = Json.Obj.with("draft", draft).with("text", text).build();
    return Call.of(
        Party.LEGAL,
        "POST",
        "matters/" + matter + "/drafts",
        new AgentAction("briefs.draft", resource(lawyer, matter), arguments),
        arguments);
  }

  /// Files a draft with the court.
  ///
  /// @param court of the matter
  /// @param text of the draft
  public static Call file(String lawyer, String matter, String draft, String court, String text) {
    return leave("briefs.file", "filings", lawyer, matter, draft, court, text);
  }

  /// Sends a draft to the counterparty.
  ///
  /// @param counterparty of the matter
  /// @param text of the draft
  public static Call send(
      String lawyer, String matter, String draft, String counterparty, String text) {
    return leave("briefs.send", "letters", lawyer, matter, draft, counterparty, text);
  }

  private static Call leave(
      String action,
      String folder,
      String lawyer,
      String matter,
      String draft,
      String to,
      String text) {
    var arguments = Json.Obj.with("to", to).with("text", text).build();
    return Call.of(
        Party.LEGAL,
        "POST",
        "matters/" + matter + "/" + folder,
        new AgentAction(action, resource(lawyer, matter), arguments),
        Json.Obj.with("draft", draft).build());
  }

  private static String resource(String lawyer, String matter) {
    return "matter://legal/" + lawyer + "/" + matter;
  }
}
