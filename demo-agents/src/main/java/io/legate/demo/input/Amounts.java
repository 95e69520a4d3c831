package io.legate.demo.input;

import java.math.BigDecimal;

/// Fields that hold exact numbers and identifiers.
final class Amounts {

  private Amounts() {}

  /// Returns a positive decimal number, exactly as written.
  static BigDecimal of(Csv.Row row, String column) throws UnusableInputException {
    String text = row.required(column);
    if (!text.matches("[0-9]{1,15}(\\.[0-9]{1,4})?")) {
      throw row.wrong("`%s` in `%s` is not a plain decimal number".formatted(text, column));
    }
    return new BigDecimal(text);
  }

  /// Returns an identifier that can be one segment of a resource's name.
  static String identifier(Csv.Row row, String column) throws UnusableInputException {
    String text = row.required(column);
    if (!text.matches("[A-Za-z0-9][A-Za-z0-9-]{0,39}")) {
      throw row.wrong("`%s` in `%s` is not letters, digits and dashes".formatted(text, column));
    }
    return text;
  }
}
