package io.legate.provenance;

import io.legate.json.Json;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The literal values of an instruction, as whoever opens a task passes them on: what the person
/// wrote, and nothing that was made of it.
///
/// In this order, each once: what the text mentions ([Mentioned]), what stands in quotes, what a
/// line says after a colon, single words, then spans of two to [#WORDS_MAX] words. Punctuation
/// around a span is left out, and so is a currency sign; a span is there with and without. Of a
/// word there are its inner parts too: what brackets, quotes, commas and colons divide, the name in
/// `Alice's`, and both sides of a full stop that lacks its space, as in `www.our-company.com.They`.
/// An amount with separators is there without them.
///
/// An opener may pass fewer, or others: this is a default for instructions in a language that puts
/// spaces between words.
public final class Literals {

  /// Words of the longest span that is not in quotes.
  public static final int WORDS_MAX = 6;

  /// UTF-16 code units of a literal.
  public static final int CHARS_MAX = Form.TEXT_CHARS_MAX;

  /// Literals of one instruction. Longer spans are left out before shorter ones.
  public static final int LITERALS_MAX = 2_000;

  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");
  private static final Pattern INNER =
      Pattern.compile("[\"'`()\\[\\]{}<>,;:=|!?\u2018\u2019\u201C\u201D\u201E\u00AB\u00BB]+");

  /// A full stop between a small letter or digit and a capital letter: two sentences.
  private static final Pattern NO_SPACE = Pattern.compile("(?<=[\\p{Ll}\\p{N}])\\.(?=\\p{Lu})");

  private static final Pattern GROUPED =
      Pattern.compile("-?[0-9]{1,3}(?:,[0-9]{3})+(?:\\.[0-9]+)?");

  /// What stands between two quotes of a pair, where a quote within a word is an apostrophe; or
  /// after a colon and a space.
  private static final List<Pattern> WHOLE =
      List.of(
          Pattern.compile("\"([^\"]{1,256})\""),
          Pattern.compile("`([^`]{1,256})`"),
          Pattern.compile("(?<![\\p{L}\\p{N}])'([^\\n]{1,256}?)'(?![\\p{L}\\p{N}])"),
          Pattern.compile("\u201C([^\u201C\u201D]{1,256})\u201D"),
          Pattern.compile("\u2018([^\\n]{1,256}?)\u2019(?![\\p{L}\\p{N}])"),
          Pattern.compile("\u201E([^\u201E\u201C]{1,256})\u201C"),
          Pattern.compile("\u00AB([^\u00AB\u00BB]{1,256})\u00BB"),
          Pattern.compile(":\\s+([^\\n]{1,256})(?:\\n|$)"));

  private static final String AROUND =
      "\"'`()[]{}<>,;:!?*_\u2018\u2019\u201C\u201D\u201E\u00AB\u00BB\u2026";

  private final Set<String> found = new LinkedHashSet<>();

  private Literals() {}

  /// Returns the literals of `instruction`.
  public static List<String> of(String instruction) {
    var literals = new Literals();
    literals.addAll(Normalizer.normalize(Marks.withoutHeaps(instruction), Normalizer.Form.NFC));
    return List.copyOf(literals.found);
  }

  private void addAll(String text) {
    for (String span : Mentioned.spans(text)) {
      add(span);
    }
    for (Pattern whole : WHOLE) {
      Matcher matcher = whole.matcher(text);
      while (hasRoom() && matcher.find()) {
        add(trim(matcher.group(1), c -> !Form.isBlank(c), c -> !Form.isBlank(c)));
        addTrimmed(matcher.group(1));
      }
    }
    var words = new ArrayList<String>();
    for (String word : BLANKS.split(text)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    for (int i = 0; i < words.size() && hasRoom(); i++) {
      addWord(words.get(i));
    }
    for (int length = 2; length <= WORDS_MAX && hasRoom(); length++) {
      for (int i = 0; i + length <= words.size() && hasRoom(); i++) {
        addTrimmed(String.join(" ", words.subList(i, i + length)));
      }
    }
  }

  private void addWord(String word) {
    addTrimmed(word);
    for (String sentence : NO_SPACE.split(word)) {
      addTrimmed(sentence);
      for (String part : INNER.split(sentence)) {
        addTrimmed(part);
      }
    }
  }

  /// Adds a span without what stands around it: first the punctuation of a sentence, then
  /// everything that is no letter and no digit.
  private void addTrimmed(String span) {
    String light = trim(span, Literals::mayBegin, c -> mayBegin(c) && c != '.');
    add(light);
    String bare = trim(light, Character::isLetterOrDigit, Character::isLetterOrDigit);
    add(bare);
    if (GROUPED.matcher(bare).matches()) {
      add(bare.replace(",", ""));
    }
  }

  private static boolean mayBegin(int c) {
    return AROUND.indexOf(c) < 0 && !Form.isBlank(c);
  }

  private static String trim(String span, IntPredicate mayBegin, IntPredicate mayEnd) {
    int start = 0;
    int end = span.length();
    while (start < end && !mayBegin.test(span.codePointAt(start))) {
      start += Character.charCount(span.codePointAt(start));
    }
    while (end > start && !mayEnd.test(span.codePointBefore(end))) {
      end -= Character.charCount(span.codePointBefore(end));
    }
    return span.substring(start, end);
  }

  private boolean hasRoom() {
    return found.size() < LITERALS_MAX;
  }

  /// What fits no form could never be met.
  private void add(String literal) {
    if (hasRoom() && !Form.TEXT.valuesOf(new Json.Str(literal)).isEmpty()) {
      found.add(literal);
    }
  }
}
