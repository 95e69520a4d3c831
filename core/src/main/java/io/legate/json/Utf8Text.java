package io.legate.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// JSON text being written, in UTF-8 from the start: what is stored and hashed is bytes, and a text
/// made of characters first would be copied twice more.
///
/// Not safe for concurrent use.
public final class Utf8Text {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int size;

  /// @param capacity about how many bytes there will be
  public Utf8Text(int capacity) {
    this.bytes = new byte[Math.max(16, capacity)];
  }

  /// Adds text as it stands. It must be of ASCII characters only, which is NOT checked.
  @SuppressWarnings("deprecation") // the one way to copy such characters without a copy between
  public Utf8Text ascii(String text) {
    int length = text.length();
    makeRoom(length);
    text.getBytes(0, length, bytes, size);
    size += length;
    return this;
  }

  /// Adds a number.
  public Utf8Text number(long number) {
    return ascii(Long.toString(number));
  }

  /// Adds a string with its quotes, escaped as RFC 8785 section 3.2.2.2 has it.
  public Utf8Text quoted(String text) {
    int length = text.length();
    makeRoom(length + 2);
    byte[] to = bytes;
    int at = size;
    to[at++] = '"';
    int i = 0;
    // Nearly every string is of such characters from its beginning to its end.
    for (; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7E || c == '"' || c == '\\') {
        break;
      }
      to[at++] = (byte) c;
    }
    size = at;
    if (i < length) {
      escaped(text, i);
      makeRoom(1);
    }
    bytes[size++] = '"';
    return this;
  }

  /// Runs without anything to escape are encoded whole.
  private void escaped(String text, int start) {
    int from = start;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        encoded(text.substring(from, i));
        escape(c);
        from = i + 1;
      }
    }
    encoded(text.substring(from));
  }

  private void encoded(String run) {
    byte[] utf8 = run.getBytes(StandardCharsets.UTF_8);
    makeRoom(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> ascii("\\\"");
      case '\\' -> ascii("\\\\");
      case '\b' -> ascii("\\b");
      case '\f' -> ascii("\\f");
      case '\n' -> ascii("\\n");
      case '\r' -> ascii("\\r");
      case '\t' -> ascii("\\t");
      default -> {
        ascii("\\u00");
        makeRoom(2);
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 15];
      }
    }
  }

  private void makeRoom(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }

  /// Returns what was written.
  public byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }
}
