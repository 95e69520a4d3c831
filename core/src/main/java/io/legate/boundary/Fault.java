package io.legate.boundary;

/// Why a string or number is not in its normal form. A value with two spellings could be decided in
/// one and acted on in the other, so only one is accepted and nothing is ever rewritten.
public enum Fault {
  NOT_NFC("is not in Unicode normalization form C"),
  HEAPED_MARKS("has more than 30 combining marks on one letter"),
  UNPAIRED_SURROGATE("has half of a surrogate pair"),
  CONTROL_CHARACTER("has a control character"),
  BACKSLASH("has a backslash"),
  WILDCARD("has a `*`, `?` or `#`, which a name must not"),
  EMPTY_SEGMENT("has an empty segment"),
  DOT_SEGMENT("has a dot segment"),
  ENCODED("has a percent sign that is not the normal encoding of a character that needs one"),
  SCHEME("has a scheme without an authority, or one that is not in lower case"),
  USERINFO("has user information before the host"),
  HOST("has a host that is not in its normal form"),
  PORT("has a port that is not in its normal form, or is the default one"),
  CHARACTER("has a character that must not stand there"),
  NUMBER("is not an exact number of at most 18 digits on either side of the point");

  private final String sentence;

  Fault(String sentence) {
    this.sentence = sentence;
  }

  /// Completes a sentence that begins with the value: lower case, no full stop.
  public String sentence() {
    return sentence;
  }
}
