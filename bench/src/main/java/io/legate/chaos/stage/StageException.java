package io.legate.chaos.stage;

/// The stage could not be set up, or something on it could not be moved; the message says what, and
/// where its log is. Says nothing about the product.
public final class StageException extends Exception {

  private static final long serialVersionUID = 1L;

  public StageException(String message) {
    super(message);
  }

  public StageException(String message, Throwable cause) {
    super(message, cause);
  }
}
