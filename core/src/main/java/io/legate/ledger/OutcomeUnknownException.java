package io.legate.ledger;

/// It cannot be known whether a batch was committed. Sending the very same batch again resolves it;
/// nothing else may be sent before.
public final class OutcomeUnknownException extends Exception {

  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
