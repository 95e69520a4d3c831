package io.legate.demo.invoice;

/// A document that is not an invoice we can work with.
public final class UnreadableInvoiceException extends Exception {

  private static final long serialVersionUID = 1L;

  /// Why.
  public enum Reason {
    /// Longer than [UblInvoiceReader#BYTES_MAX].
    TOO_LONG,
    /// Not well-formed XML, or XML that asks for more than an invoice needs: a document type,
    /// entities, nesting without end.
    NOT_XML,
    /// Another kind of document.
    NOT_AN_INVOICE,
    /// Something that an invoice must have once is not there, or there more often.
    INCOMPLETE,
    /// A number, date, currency or account that is not one.
    MALFORMED_VALUE
  }

  private final Reason reason;

  UnreadableInvoiceException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /// Why.
  public Reason reason() {
    return reason;
  }
}
