package io.legate.ledger;

/// A key that may be used once, or by its owner only, was used before. Nothing was recorded.
public final class OnceTakenException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient OnceKey key;

  OnceTakenException(OnceKey key) {
    super("key was used before");
    this.key = key;
  }

  /// Returns the key, as it was claimed in vain.
  public OnceKey key() {
    return key;
  }
}
