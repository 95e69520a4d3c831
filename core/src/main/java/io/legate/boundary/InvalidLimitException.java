package io.legate.boundary;

/// A limit that is not written as it must be.
///
/// The message is a sentence for whoever wrote the boundary.
public final class InvalidLimitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String member;

  InvalidLimitException(String member, String sentence) {
    super(sentence);
    this.member = member;
  }

  /// Returns the member of the limit that is wrong, empty for the limit as a whole.
  public String member() {
    return member;
  }
}
