package io.legate.boundary;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.util.List;
import java.util.regex.MatchResult;

/// `pattern`: a string that matches a regular expression in RE2 syntax as a whole.
///
/// RE2 runs in linear time, so no pattern can hold up a decision. Of two patterns one is narrower
/// only if they are the same text: whether one language lies within another is decidable, but not
/// cheaply.
public record Re2Pattern(Pattern pattern) implements Constraint {

  static final String TYPE = "pattern";

  /// Characters of a pattern.
  static final int CHARS_MAX = 512;

  /// Instructions of the compiled pattern; each may cost a step for each character of the value.
  private static final int INSTRUCTIONS_MAX = 2_000;

  /// The product of all repetition counts, which bounds what nested ones expand to before the
  /// instructions can be counted.
  private static final long REPETITIONS_MAX = 1_000;

  private static final java.util.regex.Pattern REPETITION =
      java.util.regex.Pattern.compile("\\{([0-9]{1,9})(?:,([0-9]{0,9}))?\\}");

  public Re2Pattern {
    if (pattern.flags() != 0) {
      throw new IllegalArgumentException("flags are written within the pattern");
    }
    if (pattern.programSize() > INSTRUCTIONS_MAX) {
      throw new IllegalArgumentException("is too large a pattern");
    }
  }

  /// Returns the constraint for the text of a pattern.
  ///
  /// @throws IllegalArgumentException if it is not RE2 syntax, or too large
  public static Re2Pattern of(String text) {
    if (text.length() > CHARS_MAX || repetitions(text) > REPETITIONS_MAX) {
      throw new IllegalArgumentException("is too large a pattern");
    }
    try {
      return new Re2Pattern(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("is not a pattern in RE2 syntax", e);
    }
  }

  private static long repetitions(String text) {
    return REPETITION
        .matcher(text)
        .results()
        .mapToLong(Re2Pattern::most)
        .reduce(1, (a, b) -> Math.min(a * Math.max(b, 1), Integer.MAX_VALUE));
  }

  private static long most(MatchResult repetition) {
    String max = repetition.group(2);
    return Long.parseLong(max == null || max.isEmpty() ? repetition.group(1) : max);
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
    return Mismatch.unless(pattern.matches(text), Why.NO_MATCH, this, value);
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("pattern", pattern.pattern()).build();
  }
}
