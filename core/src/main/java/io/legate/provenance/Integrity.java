package io.legate.provenance;

import java.util.Locale;

/// How far the values of a source may be relied on.
public enum Integrity {
  /// A system of record: whoever changes it was entitled to.
  TRUSTED,

  /// An outsider's word, which counts only where the instruction points at it: in a record that
  /// holds a value of `prompt`, or in an answer to a question whose every string was of `prompt`.
  NAMED,

  /// Kept for explanations and for nothing else: never met, as far as a constraint can ask.
  UNTRUSTED;

  /// The name in the catalogue, such as `trusted`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
