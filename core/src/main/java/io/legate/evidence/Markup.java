package io.legate.evidence;

import java.util.Locale;

/// Text of records as it may stand in HTML and SVG: nothing in it is markup, nothing in it is
/// invisible, and nothing in it changes how what stands beside it is read.
///
/// Control characters, format characters (among them all that reorder text), line separators,
/// unassigned and private characters and unpaired surrogates are written out as `⟨U+202E⟩`; so are
/// marks heaped on one letter.
final class Markup {

  /// What a value in a page may have at most.
  static final int VALUE_MAX = 600;

  private static final int MARKS_MAX = 4;

  private Markup() {}

  /// Returns text for an element or an attribute in quotes, cut where it is longer than a page has
  /// room for.
  static String text(String raw) {
    return text(raw, VALUE_MAX);
  }

  /// @param max the most characters that are shown; how many there are is said where it is cut
  static String text(String raw, int max) {
    int all = raw.codePointCount(0, raw.length());
    var out = new StringBuilder(Math.min(raw.length(), max) + 16);
    int marks = 0;
    int shown = 0;
    for (int i = 0; i < raw.length() && shown < max; shown++) {
      int c = raw.codePointAt(i);
      i += Character.charCount(c);
      marks = isMark(c) ? marks + 1 : 0;
      append(out, c, marks);
    }
    if (all > shown) {
      out.append(String.format(Locale.ROOT, "… (%,d characters in all)", all));
    }
    return out.toString();
  }

  private static void append(StringBuilder out, int c, int marks) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> {
        if (isHidden(c) || marks > MARKS_MAX) {
          out.append("⟨U+").append(String.format(Locale.ROOT, "%04X", c)).append('⟩');
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }

  private static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> true;
      default -> false;
    };
  }

  private static boolean isHidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
