package io.legate.demo.agent;

import io.legate.demo.message.Case;
import java.math.BigDecimal;
import java.util.Optional;

/// Matches an invoice with what was ordered and what arrived.
///
/// Looks at one invoice at a time: it does NOT know of others for the same order, nor of the
/// order's ceiling.
public final class ThreeWayMatch {

  /// Suppliers round each line on its own.
  private static final BigDecimal ROUNDING_MAX = new BigDecimal("0.05");

  private ThreeWayMatch() {}

  /// Returns why the invoice has to wait for a person, or nothing where it is in order.
  ///
  /// @param received how much has arrived for its order
  public static Optional<String> objection(Case invoice, BigDecimal received) {
    BigDecimal total = invoice.netAmount().add(invoice.taxAmount());
    if (differ(invoice.lineTotal(), invoice.netAmount())) {
      return Optional.of(
          "its lines add up to %s and not to %s"
              .formatted(text(invoice.lineTotal()), text(invoice.netAmount())));
    }
    if (differ(total, invoice.payment().amount())) {
      return Optional.of(
          "net and tax add up to %s and not to %s"
              .formatted(text(total), text(invoice.payment().amount())));
    }
    if (invoice.payment().amount().signum() <= 0) {
      return Optional.of("there is nothing to pay");
    }
    if (invoice.quantity().compareTo(received) > 0) {
      return Optional.of(
          "it bills %s and %s have arrived".formatted(text(invoice.quantity()), text(received)));
    }
    return Optional.empty();
  }

  private static boolean differ(BigDecimal one, BigDecimal other) {
    return one.subtract(other).abs().compareTo(ROUNDING_MAX) > 0;
  }

  private static String text(BigDecimal amount) {
    return amount.toPlainString();
  }
}
