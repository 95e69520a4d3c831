package io.legate.demo.stage;

/// There is no broker to start.
public final class LauncherMissingException extends Exception {

  private static final long serialVersionUID = 1L;

  LauncherMissingException(String message) {
    super(message);
  }
}
