package io.legate.json;

import java.io.IOException;

/// Text that is not acceptable JSON. The message completes the sentence "the body ...".
public final class MalformedJsonException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String message) {
    super(message);
  }
}
