package io.legate.keys;

/// A certificate could not be had. The message says what an operator should do.
public final class AuthorityException extends Exception {
  private static final long serialVersionUID = 1L;

  AuthorityException(String message) {
    super(message);
  }

  AuthorityException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
