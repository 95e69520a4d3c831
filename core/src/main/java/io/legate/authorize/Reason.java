package io.legate.authorize;

/// Why a decision was not ALLOW.
///
/// @param code stable, lower case with underscores
/// @param sentence for people, without internals
/// @param pointer into the question, such as `/arguments/amount`; empty where it is about the whole
public record Reason(Check check, String code, String sentence, String pointer) {

  /// Returns a reason that is about the whole question.
  static Reason of(Check check, String code, String sentence) {
    return new Reason(check, code, sentence, "");
  }
}
