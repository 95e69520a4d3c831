package io.legate.app;

/// Starts `legate`.
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(2);
  }
}
