package io.legate.demo.stage;

/// A process did not start, died, or did not answer; the message says which and where its log is.
public final class StageException extends Exception {

  private static final long serialVersionUID = 1L;

  public StageException(String message) {
    super(message);
  }

  public StageException(String message, Throwable cause) {
    super(message, cause);
  }
}
