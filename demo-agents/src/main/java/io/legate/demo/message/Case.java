package io.legate.demo.message;

import io.legate.json.Json;
import java.math.BigDecimal;
import java.util.List;

/// One invoice with what research found out about it.
///
/// @param file where it came from
/// @param netAmount the sum before tax that the invoice states
/// @param lineTotal what its lines add up to
/// @param quantity how much it bills
/// @param payment what it asks for, to the letter
/// @param shipTo the customer the goods went to; empty where they came to us
/// @param remittanceTo the vendor's mail address by our own records
/// @param notes the invoice's free text
public record Case(
    String file,
    BigDecimal netAmount,
    BigDecimal taxAmount,
    BigDecimal lineTotal,
    BigDecimal quantity,
    Payment payment,
    String shipTo,
    String remittanceTo,
    List<String> notes) {

  public Case {
    notes = List.copyOf(notes);
  }

  /// Reads one.
  public static Case of(Fields fields) throws BadMessageException {
    return new Case(
        fields.string("file"),
        fields.decimal("net_amount"),
        fields.decimal("tax_amount"),
        fields.decimal("line_total"),
        fields.decimal("quantity"),
        Payment.of(fields.fields("payment")),
        fields.string("ship_to"),
        fields.string("remittance_to"),
        fields.strings("notes"));
  }

  /// Returns its JSON form.
  public Json.Obj json() {
    return Json.Obj.with("file", file)
        .with("net_amount", netAmount.toPlainString())
        .with("tax_amount", taxAmount.toPlainString())
        .with("line_total", lineTotal.toPlainString())
        .with("quantity", quantity.toPlainString())
        .with("payment", payment.json())
        .with("ship_to", shipTo)
        .with("remittance_to", remittanceTo)
        .with("notes", Json.Arr.ofStrings(notes))
        .build();
  }
}
