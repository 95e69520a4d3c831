package io.legate.ledger;

import org.jspecify.annotations.Nullable;

/// The ledger gives no answer now. Whatever was asked is refused; asking again with the same
/// request id is safe, because what did get recorded answers it.
public final class LedgerUnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public LedgerUnavailableException(Reason reason, String message) {
    this(reason, message, null);
  }

  public LedgerUnavailableException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /// Returns why.
  public Reason reason() {
    return reason;
  }

  /// Why there is no answer. For operators; a client learns only that it may ask again.
  public enum Reason {
    /// Others were always faster, eight times in a row.
    BUSY,
    /// The write was not made: the disk is full or failing, or the database refuses.
    NOT_WRITTEN,
    /// No answer in time; it may have been recorded.
    TIMEOUT,
    /// The clock jumped against the ledger's own by more than its bound.
    CLOCK,
    /// The ledger was closed, is fenced off by another, or its writer has died.
    STOPPED,
    /// Another process holds it.
    IN_USE,
    /// What is stored is not what was written, or was written by a version that is not understood.
    DAMAGED
  }
}
