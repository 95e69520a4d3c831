package io.legate.demo.message;

/// A message that is not in the form its receiver expects.
public final class BadMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  public BadMessageException(String message) {
    super(message);
  }
}
