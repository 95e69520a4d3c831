package io.legate.provenance;

/// Heaps of combining marks on one letter. No language has them, and putting one in order, as every
/// normalization does, takes the square of its length.
public final class Marks {

  /// Marks on one letter; Unicode Standard Annex 15, section 13.
  public static final int MARKS_MAX = 30;

  /// It, and the next one, decompose into a mark.
  private static final int HALF_WIDTH_MARK = 0xFF9E;

  private Marks() {}

  /// Returns whether there are more than [#MARKS_MAX] on one letter.
  public static boolean areHeaped(String text) {
    int marks = 0;
    for (int i = 0; i < text.length() && marks <= MARKS_MAX; ) {
      int c = text.codePointAt(i);
      marks = isMark(c) ? marks + 1 : 0;
      i += Character.charCount(c);
    }
    return marks > MARKS_MAX;
  }

  /// Returns the text with no more than [#MARKS_MAX] on any letter.
  static String withoutHeaps(String text) {
    if (!areHeaped(text)) {
      return text;
    }
    var kept = new StringBuilder(text.length());
    int marks = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      marks = isMark(c) ? marks + 1 : 0;
      if (marks <= MARKS_MAX) {
        kept.appendCodePoint(c);
      }
      i += Character.charCount(c);
    }
    return kept.toString();
  }

  private static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> c == HALF_WIDTH_MARK || c == HALF_WIDTH_MARK + 1;
    };
  }
}
