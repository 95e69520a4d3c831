package io.legate.inquiry;

import java.io.Serial;

/// A question that cannot be asked.
public final class InvalidFilterException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final String member;
  private final String sentence;

  InvalidFilterException(String member, String sentence) {
    super("`" + member + "` " + sentence);
    this.member = member;
    this.sentence = sentence;
  }

  /// Returns what is wrong, such as `decision`.
  public String member() {
    return member;
  }

  /// Returns what is wrong with it; completes a sentence that begins with the member.
  public String sentence() {
    return sentence;
  }
}
