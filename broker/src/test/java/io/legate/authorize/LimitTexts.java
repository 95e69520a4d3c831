package io.legate.authorize;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Ways to write an amount around 500.00 and an invoice around INV-1, as JSON: one off, another
/// unit, a sign, a float, another script, another case, missing, too much of it, huge.
final class LimitTexts {

  private static final List<String> NUMBERS =
      List.of(
          "500",
          "500.0",
          "500.00",
          "500.000",
          "500.01",
          "500.001",
          "499.99",
          "499.999",
          "501",
          "499",
          "0",
          "0.0",
          "1",
          "-1",
          "-500",
          "-500.01",
          "-0",
          "-0.00",
          "0.01",
          "0.1",
          "0.3",
          "5000",
          "50000",
          "50",
          "5",
          "500.000000000000000001",
          "499.999999999999999999",
          "0.000000000000000001",
          "0.0000000000000000001",
          "999999999999999999",
          "1000000000000000000",
          "123456789012345",
          "1e2",
          "5e2",
          "5E2",
          "5.0e2",
          "500e0",
          "0.5e3",
          "1e-2",
          "1e400",
          "1e-400",
          "4.99e2",
          "33.333",
          "250.5",
          "100.25",
          "7.7");

  private static final List<String> WRITTEN_AMOUNTS =
      List.of(
          "+500",
          "+1",
          "0500",
          "00",
          "01",
          ".5",
          "5.",
          "500.",
          " 500",
          "500 ",
          "5 00",
          "500\\n",
          "500\\t",
          "500\\u0000",
          "500,00",
          "1,000",
          "1_000",
          "1'000",
          "500EUR",
          "EUR500",
          "500€",
          "$500",
          "500 EUR",
          "5OO",
          "٥٠٠",
          "５００",
          "500．00",
          "५००",
          "0x1F4",
          "0b1",
          "0o764",
          "1/2",
          "500%",
          "5e2",
          "5E+2",
          "1e2",
          "NaN",
          "Infinity",
          "-Infinity",
          "inf",
          "null",
          "true",
          "",
          " ",
          "-",
          "--1",
          "+-1",
          "-+1",
          "1-1",
          "1+1",
          "500.0.0",
          "500..0",
          "500d",
          "500f",
          "500L",
          "500n",
          "five hundred",
          "⁵00",
          "5²",
          "½",
          "Ⅴ",
          "−500",
          "500\\u200b",
          "\\ufeff500",
          "\\u202e005",
          "500;",
          "500--",
          "500 OR 1=1",
          "' || true || '",
          "args.amount",
          "${500}",
          "500#",
          "#500",
          "~500",
          "500*1",
          "(500)",
          "[500]",
          "{500}",
          "1e",
          "e1",
          "0e0",
          "1.e1",
          "9".repeat(18),
          "9".repeat(19),
          "9".repeat(400),
          "0.".concat("9".repeat(18)),
          "0.".concat("9".repeat(19)),
          "0.".concat("0".repeat(17)).concat("1"),
          "1".concat("0".repeat(17)),
          "500.".concat("0".repeat(18)),
          "500.".concat("0".repeat(19)),
          "499.".concat("9".repeat(18)),
          "-".concat("9".repeat(18)),
          "-0.000000000000000001");

  private static final List<String> NO_AMOUNTS =
      List.of(
          "true",
          "false",
          "null",
          "[]",
          "[500]",
          "[\"500\"]",
          "{}",
          "{\"amount\":500}",
          "{\"value\":\"500\"}",
          "[[500]]",
          "\"\"");

  private static final List<String> WRITTEN_KEYS =
      List.of(
          "INV-1",
          "INV-2",
          "inv-1",
          "Inv-1",
          "INV-1 ",
          " INV-1",
          "INV -1",
          "INV–1",
          "INV−1",
          "INV-١",
          "INV-１",
          "ІNV-1",
          "INV-1.0",
          "INV-01",
          "INV-10",
          "INV-",
          "INV",
          "1",
          "01",
          "1.0",
          "",
          "INV-1;",
          "INV-1'",
          "INV-1\\\\",
          "INV/1",
          "INV_1",
          "INV%2D1",
          "INV\\u002d1",
          "I\\u004eV-1",
          "e\\u0301",
          "\\u00e9",
          "İNV-1",
          "INV-1é",
          "K",
          "\\u212a",
          "ſ",
          "ß",
          "SS",
          "[\\\"INV-1\\\"]",
          "' || true || '",
          "x".repeat(100),
          "x".repeat(1_000),
          "sha-256:abc");

  private static final List<String> NO_KEYS =
      List.of(
          "1",
          "0",
          "1.0",
          "1e0",
          "true",
          "false",
          "null",
          "[]",
          "[\"INV-1\"]",
          "{}",
          "{\"invoice\":\"INV-1\"}",
          "[[\"INV-1\"]]",
          "-1",
          "9999999999999999999");

  private LimitTexts() {}

  /// Amounts.
  static Set<String> amounts() {
    var texts = new LinkedHashSet<String>();
    for (String number : NUMBERS) {
      texts.add(number);
      texts.add("\"" + number + "\"");
    }
    for (String written : WRITTEN_AMOUNTS) {
      texts.add("\"" + written + "\"");
    }
    for (String other : NO_AMOUNTS) {
      texts.add(other);
    }
    for (int cents = 49_990; cents <= 50_010; cents++) {
      texts.add("\"" + BigDecimal.valueOf(cents, 2).toPlainString() + "\"");
    }
    return texts;
  }

  /// Invoices.
  static Set<String> keys() {
    var texts = new LinkedHashSet<String>();
    for (String written : WRITTEN_KEYS) {
      texts.add("\"" + written + "\"");
    }
    for (String other : NO_KEYS) {
      texts.add(other);
    }
    for (int i = 2; i < 10; i++) {
      texts.add("\"INV-" + i + "\"");
    }
    return texts;
  }
}
