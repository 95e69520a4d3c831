package io.legate.demo.input;

import java.math.BigDecimal;

/// What the company has agreed to buy, and for how much.
///
/// @param id such as `PO-2026-1001`
/// @param costCentre who pays for it: a lower-case word
/// @param currency ISO 4217
/// @param ceiling the most that all of its invoices together may come to, tax included
/// @param quantity how much of it was ordered
/// @param shipTo the customer it goes to directly; empty where it comes to us
public record PurchaseOrder(
    String id,
    String vendorId,
    String costCentre,
    String currency,
    BigDecimal ceiling,
    BigDecimal quantity,
    String item,
    String shipTo) {

  static PurchaseOrder of(Csv.Row row) throws UnusableInputException {
    String costCentre = row.required("cost_centre");
    if (!costCentre.matches("[a-z][a-z0-9-]{0,19}")) {
      throw row.wrong("cost centre `" + costCentre + "` is not a short lower-case word");
    }
    String currency = row.required("currency");
    if (!currency.matches("[A-Z]{3}")) {
      throw row.wrong("`" + currency + "` is not a currency");
    }
    return new PurchaseOrder(
        Amounts.identifier(row, "order_id"),
        row.required("vendor_id"),
        costCentre,
        currency,
        Amounts.of(row, "ceiling"),
        Amounts.of(row, "quantity"),
        row.required("item"),
        row.optional("ship_to"));
  }
}
