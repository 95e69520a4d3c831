package io.legate.app;

/// The broker could not start, or not go on. The message is for an operator.
final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(Throwable cause) {
    super(told(cause), cause);
  }

  /// What is in the way, and what was at the bottom of it, which is often all that helps.
  private static String told(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(failure.getMessage());
    String reason = root.getMessage();
    return reason == null || message.contains(reason)
        ? message
        : message + " (" + reason.lines().findFirst().orElse("") + ")";
  }
}
