package io.legate.demo.invoice;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/// What an invoice says. Every word of it is the sender's.
///
/// @param number the supplier's own, in capital letters, digits and dashes
/// @param orderId the order it says it belongs to; empty where it names none
/// @param vendorId our number for the supplier; empty where it names none
/// @param iban where it asks to be paid; check digits are right
/// @param notes free text, in order
/// @param netAmount before tax
/// @param payable what it asks for
public record Invoice(
    String number,
    LocalDate issuedOn,
    LocalDate dueOn,
    String currency,
    String orderId,
    String vendorId,
    String supplier,
    String iban,
    List<String> notes,
    BigDecimal netAmount,
    BigDecimal taxAmount,
    BigDecimal payable,
    List<Line> lines) {

  public Invoice {
    notes = List.copyOf(notes);
    lines = List.copyOf(lines);
  }

  /// One line.
  ///
  /// @param price of one unit, before tax
  /// @param netAmount quantity times price, rounded
  public record Line(String item, BigDecimal quantity, BigDecimal price, BigDecimal netAmount) {}

  /// How much of everything it bills.
  public BigDecimal quantity() {
    return lines.stream().map(Line::quantity).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
