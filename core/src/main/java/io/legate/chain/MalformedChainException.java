package io.legate.chain;

/// An `act` claim that was refused.
public final class MalformedChainException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  MalformedChainException(Reason reason) {
    super(reason.text);
    this.reason = reason;
  }

  /// Why it was refused.
  public Reason reason() {
    return reason;
  }

  /// Why an `act` claim is refused.
  public enum Reason {
    NOT_AN_OBJECT("an actor is not an object"),
    MEMBER_MISSING("an actor lacks `iss`, `sub` or `sub_profile`"),
    MEMBER_UNKNOWN("an actor has a member that is not accepted"),
    TOO_DEEP("the chain of actors is too deep");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }
}
