package io.legate.crypto;

/// A token that was refused by its form alone, before any signature was looked at.
public final class MalformedTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  MalformedTokenException(Reason reason) {
    super(reason.text);
    this.reason = reason;
  }

  MalformedTokenException(Reason reason, String detail) {
    super(reason.text + ": " + detail);
    this.reason = reason;
  }

  /// What is wrong with it.
  public Reason reason() {
    return reason;
  }

  /// What is wrong with the form of a token, in the order in which it is looked for.
  public enum Reason {
    TOO_LONG("token is longer than allowed"),
    ENCRYPTED("token is encrypted, which is not accepted"),
    NOT_THREE_PARTS("token is not three parts with two dots"),
    NOT_CANONICAL("a part of the token is not canonical base64url"),
    HEADER_NOT_AN_OBJECT("token header is not an acceptable JSON object"),
    PAYLOAD_NOT_AN_OBJECT("token payload is not an acceptable JSON object"),
    ALGORITHM_NOT_ACCEPTED("`alg` is not an accepted algorithm"),
    TYP_MISSING("`typ` is missing"),
    HEADER_MEMBER_REFUSED("token header has a member that is not accepted"),
    KID_MALFORMED("`kid` is malformed");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }
}
