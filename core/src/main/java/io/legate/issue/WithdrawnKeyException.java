package io.legate.issue;

/// The key that this node would sign with was withdrawn.
public final class WithdrawnKeyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String kid;

  WithdrawnKeyException(String kid) {
    super("the signing key `" + kid + "` was withdrawn, and signs nothing any more");
    this.kid = kid;
  }

  /// What tokens would have called it.
  public String kid() {
    return kid;
  }
}
