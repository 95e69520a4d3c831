package io.legate.demo.message;

import io.legate.json.Json;
import java.math.BigDecimal;

/// A payment as it is asked for.
///
/// @param amount exact; written as a string, so that no reader makes a double of it
public record Payment(
    String order, String vendor, String invoice, String currency, BigDecimal amount, String iban) {

  /// Returns the payment with another amount.
  public Payment withAmount(BigDecimal other) {
    return new Payment(order, vendor, invoice, currency, other, iban);
  }

  /// Returns the payment to another account.
  public Payment to(String otherIban) {
    return new Payment(order, vendor, invoice, currency, amount, otherIban);
  }

  /// Reads one.
  public static Payment of(Fields fields) throws BadMessageException {
    return new Payment(
        fields.string("order"),
        fields.string("vendor"),
        fields.string("invoice"),
        fields.string("currency"),
        fields.decimal("amount"),
        fields.string("iban"));
  }

  /// Returns its JSON form.
  public Json.Obj json() {
    return Json.Obj.with("order", order)
        .with("vendor", vendor)
        .with("invoice", invoice)
        .with("currency", currency)
        .with("amount", amount.toPlainString())
        .with("iban", iban)
        .build();
  }
}
