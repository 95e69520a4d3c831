package io.legate.token;

import io.legate.crypto.Claims.Fault;

/// A token that was refused.
public final class TokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  TokenException(Reason reason) {
    super(reason.text);
    this.reason = reason;
  }

  TokenException(Reason reason, String detail) {
    super(reason.text + ": " + detail);
    this.reason = reason;
  }

  /// Returns the refusal of one claim.
  static TokenException ofClaim(Fault fault, String claim) {
    Reason reason =
        switch (fault) {
          case MISSING -> Reason.CLAIM_MISSING;
          case MALFORMED -> Reason.CLAIM_MALFORMED;
          case UNKNOWN -> Reason.CLAIM_UNKNOWN;
        };
    return new TokenException(reason, "`" + claim + "`");
  }

  /// Why it was refused.
  public Reason reason() {
    return reason;
  }

  /// Why a token is refused, in the order of the checks.
  public enum Reason {
    MALFORMED("token is not a well-formed signed token"),
    TYP("token is of another class"),
    ALGORITHM("`alg` is not accepted here"),
    KEY_UNKNOWN("`kid` names no key that is trusted here"),
    SIGNATURE("signature does not verify"),
    CLAIM_MISSING("token lacks a claim"),
    CLAIM_MALFORMED("a claim of the token is malformed"),
    CLAIM_UNKNOWN("token has a claim that is not accepted"),
    /// Claims that are each well formed and contradict one another.
    INCONSISTENT("claims of the token contradict one another"),
    ISSUER("`iss` is not the expected issuer"),
    AUDIENCE("`aud` is not the expected audience"),
    CLIENT("token does not name this client"),
    CLIENT_UNKNOWN("no such client"),
    FROM_THE_FUTURE("`iat` or `nbf` is too far ahead"),
    EXPIRED("token is past its `exp`"),
    TOO_OLD("`iat` is too long ago"),
    VALID_TOO_LONG("token is valid for too long"),
    PROOF_MISSING("token is bound to a key and no proof was sent"),
    BINDING("token is bound to another key");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }
}
