package io.legate.http;

/// Text of `error_description`: of the characters that RFC 6749 section 5.2 admits there.
final class ErrorText {

  private static final int CHARS_MAX = 512;

  private ErrorText() {}

  /// Returns `sentence` with everything else replaced by `?`, and double quotes by single ones.
  static String of(String sentence) {
    var out = new StringBuilder(Math.min(sentence.length(), CHARS_MAX));
    for (int i = 0; i < sentence.length() && out.length() < CHARS_MAX; i++) {
      out.append(admitted(sentence.charAt(i)));
    }
    return out.toString();
  }

  private static char admitted(char c) {
    if (c == '"') {
      return '\'';
    }
    boolean admitted = c >= 0x20 && c <= 0x7E && c != '\\';
    return admitted ? c : '?';
  }
}
