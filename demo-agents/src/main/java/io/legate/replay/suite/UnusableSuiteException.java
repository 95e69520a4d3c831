package io.legate.replay.suite;

import java.io.Serial;

/// Files that are not what they have to be. Its message says which, and what is wrong.
public final class UnusableSuiteException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  public UnusableSuiteException(String message) {
    super(message);
  }
}
