package io.legate.crypto;

/// A JWK that no signature is checked with.
public final class UnusableKeyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /// Refuses a key.
  public UnusableKeyException(Reason reason) {
    super(reason.text);
    this.reason = reason;
  }

  /// Why it is refused.
  public Reason reason() {
    return reason;
  }

  /// Why a key is refused.
  public enum Reason {
    /// It has members of a private key. Whoever sent it has given the key away.
    PRIVATE("key has private members"),
    SYMMETRIC("key is symmetric"),
    KIND("key is not of an accepted kind"),
    MALFORMED("key is malformed"),
    OFF_CURVE("key is not a point of its curve"),
    WEAK("key is too weak"),
    ALGORITHM("key is meant for another algorithm"),
    USE("key is not meant for signatures"),
    DUPLICATE_KID("two keys have the same `kid`");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }
}
