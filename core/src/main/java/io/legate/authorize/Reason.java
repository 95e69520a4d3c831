package io.legate.authorize;

import org.jspecify.annotations.Nullable;

/// Why a decision was not ALLOW.
///
/// @param code stable, lower case with underscores
/// @param sentence for people, without internals
/// @param pointer into the question, such as `/arguments/amount`; empty where it is about the whole
public record Reason(Check check, String code, String sentence, String pointer) {

  private static final String RULE = "rule `";
  private static final String POLICYS = "`, policy's";

  /// Returns the id of policy's rule that is the reason, null where none is.
  public @Nullable String rule() {
    if (sentence.startsWith(RULE)) {
      return sentence.substring(RULE.length(), sentence.indexOf('`', RULE.length()));
    }
    int end = sentence.indexOf(POLICYS);
    return end < 0 ? null : sentence.substring(sentence.indexOf('`') + 1, end);
  }

  /// Returns a reason that is about the whole question.
  static Reason of(Check check, String code, String sentence) {
    return new Reason(check, code, sentence, "");
  }
}
