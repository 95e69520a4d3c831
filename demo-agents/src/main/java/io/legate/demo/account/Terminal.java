package io.legate.demo.account;

import java.io.PrintStream;

/// Writes lines of at most [#COLUMNS] columns, coloured or plain. Safe for use from many threads.
public final class Terminal {

  /// What fits side by side with something else on an ordinary screen.
  public static final int COLUMNS = 100;

  /// What a line is about, and so its colour.
  public enum Tone {
    PLAIN(""),
    FAINT("\u001b[2m"),
    STRONG("\u001b[1m"),
    GOOD("\u001b[32m"),
    REFUSED("\u001b[33m"),
    BAD("\u001b[31m");

    private final String start;

    Tone(String start) {
      this.start = start;
    }
  }

  private static final String RESET = "\u001b[0m";

  private final PrintStream out;
  private final boolean coloured;
  private long lineCount;

  public Terminal(PrintStream out, boolean coloured) {
    this.out = out;
    this.coloured = coloured;
  }

  /// Writes a line, cut where it is too long.
  public synchronized void line(Tone tone, String text) {
    String cut = cut(text, COLUMNS);
    out.println(coloured && tone != Tone.PLAIN ? tone.start + cut + RESET : cut);
    out.flush();
    lineCount++;
  }

  /// Writes a plain line.
  public void line(String text) {
    line(Tone.PLAIN, text);
  }

  /// Writes an empty line and a heading.
  public void heading(String text) {
    line("");
    line(Tone.STRONG, text);
  }

  /// How many lines there have been.
  synchronized long lineCount() {
    return lineCount;
  }

  /// Returns the text in so many columns, its end replaced by an ellipsis where it is longer.
  public static String cut(String text, int columns) {
    int length = text.codePointCount(0, text.length());
    return length <= columns
        ? text
        : text.substring(0, text.offsetByCodePoints(0, columns - 1)) + "…";
  }

  /// Returns the text in exactly so many columns.
  public static String fit(String text, int columns) {
    String cut = cut(text, columns);
    return cut + " ".repeat(columns - cut.codePointCount(0, cut.length()));
  }
}
