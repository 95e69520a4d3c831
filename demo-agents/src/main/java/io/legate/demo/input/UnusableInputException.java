package io.legate.demo.input;

/// The input folder cannot be worked with; the message names the file and, where it can, the line.
public final class UnusableInputException extends Exception {

  private static final long serialVersionUID = 1L;

  public UnusableInputException(String message) {
    super(message);
  }
}
