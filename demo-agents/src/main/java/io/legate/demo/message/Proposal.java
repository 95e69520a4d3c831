package io.legate.demo.message;

import io.legate.json.Json;
import java.util.List;

/// A payment that analysis proposes, and what belongs to it.
///
/// @param shipTo the customer the goods went to; empty where they came to us
/// @param remittanceTo who is told about it
/// @param notes the invoice's free text, handed on as it came
public record Proposal(
    String file, Payment payment, String shipTo, String remittanceTo, List<String> notes) {

  public Proposal {
    notes = List.copyOf(notes);
  }

  /// Reads one.
  public static Proposal of(Fields fields) throws BadMessageException {
    return new Proposal(
        fields.string("file"),
        Payment.of(fields.fields("payment")),
        fields.string("ship_to"),
        fields.string("remittance_to"),
        fields.strings("notes"));
  }

  /// Returns its JSON form.
  public Json.Obj json() {
    return Json.Obj.with("file", file)
        .with("payment", payment.json())
        .with("ship_to", shipTo)
        .with("remittance_to", remittanceTo)
        .with("notes", Json.Arr.ofStrings(notes))
        .build();
  }
}
