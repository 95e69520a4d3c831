package io.legate.app;

/// The broker could not start, or not go on. The message is for an operator.
final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(Throwable cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
