package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `keywords`: a string with all of some words and none of others.
///
/// A word is a run of letters, marks and digits, whatever its case; characters that are not seen
/// (Unicode category Cf) are passed over. This guards against mistakes: whoever wants to get past a
/// forbidden word finds another way to write it.
///
/// @param required words that must be there, none twice
/// @param forbidden words that must not be there, none twice; one of both lists is not empty
public record Keywords(List<String> required, List<String> forbidden) implements Constraint {

  static final String TYPE = "keywords";

  public Keywords {
    required = List.copyOf(required);
    forbidden = List.copyOf(forbidden);
    var all = new ArrayList<>(required);
    all.addAll(forbidden);
    Values.requireDistinct(all);
    if (!all.stream().allMatch(Keywords::isWord)) {
      throw new IllegalArgumentException("must be single words in lower case");
    }
  }

  /// Returns whether `text` is one word as it is compared.
  static boolean isWord(String text) {
    return words(text).equals(Set.of(text));
  }

  private static Set<String> words(String text) {
    var words = new HashSet<String>();
    var word = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isPartOfWord(c)) {
                word.appendCodePoint(c);
              } else if (Character.getType(c) != Character.FORMAT) {
                end(word, words);
              }
            });
    end(word, words);
    return words;
  }

  private static void end(StringBuilder word, Set<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString().toLowerCase(Locale.ROOT));
      word.setLength(0);
    }
  }

  private static boolean isPartOfWord(int c) {
    return Character.isLetterOrDigit(c)
        || Character.getType(c) == Character.NON_SPACING_MARK
        || Character.getType(c) == Character.COMBINING_SPACING_MARK;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    if (!(value instanceof Json.Str(var text))) {
      return Mismatch.of(Why.WRONG_TYPE, this, value);
    }
    var words = words(text);
    var found = new ArrayList<Mismatch>(0);
    for (String word : required) {
      if (!words.contains(word)) {
        found.add(new Mismatch(Why.KEYWORD_MISSING, this, new Json.Str(word)));
      }
    }
    for (String word : forbidden) {
      if (words.contains(word)) {
        found.add(new Mismatch(Why.KEYWORD_FORBIDDEN, this, new Json.Str(word)));
      }
    }
    return List.copyOf(found);
  }

  /// Returns whether `narrower` requires and forbids at least what this does.
  boolean contains(Keywords narrower) {
    return narrower.required.containsAll(required) && narrower.forbidden.containsAll(forbidden);
  }

  @Override
  public Json.Obj toJson() {
    var json = Constraint.json(TYPE);
    if (!required.isEmpty()) {
      json.with("required", Json.Arr.ofStrings(required));
    }
    if (!forbidden.isEmpty()) {
      json.with("forbidden", Json.Arr.ofStrings(forbidden));
    }
    return json.build();
  }
}
