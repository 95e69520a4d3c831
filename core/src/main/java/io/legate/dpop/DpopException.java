package io.legate.dpop;

/// A request whose proof of possession was refused.
public final class DpopException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  DpopException(Reason reason) {
    super(reason.text);
    this.reason = reason;
  }

  DpopException(Reason reason, String detail) {
    super(reason.text + ": " + detail);
    this.reason = reason;
  }

  /// Why it was refused.
  public Reason reason() {
    return reason;
  }

  /// Why a proof is refused, in the order of the checks.
  public enum Reason {
    NO_PROOF("no `dpop` proof was sent"),
    SEVERAL_PROOFS("more than one `dpop` proof was sent"),
    MALFORMED("proof is not a well-formed signed token"),
    CLAIM_MISSING("proof lacks a claim"),
    CLAIM_MALFORMED("a claim of the proof is malformed"),
    TYP("`typ` is not `dpop+jwt`"),
    ALGORITHM("`alg` is not accepted for proofs"),
    KEY("`jwk` is missing or not usable"),
    SIGNATURE("proof is not signed by its `jwk`"),
    /// The sender has given its private key away. To be recorded as a compromise of that key.
    PRIVATE_KEY("`jwk` holds a private key"),
    METHOD("`htm` is not the method of the request"),
    URI("`htu` is not the address of the request"),
    NONCE_MISSING("proof lacks a `nonce`", "use_dpop_nonce"),
    NONCE_REFUSED("`nonce` is not accepted", "use_dpop_nonce"),
    FROM_THE_FUTURE("`iat` is too far ahead"),
    TOO_OLD("`iat` is too long ago"),
    OUTSIDE_ITS_TIME("proof is outside its own `nbf` and `exp`"),
    TOKEN_HASH_MISSING("proof lacks `ath` for the access token"),
    TOKEN_HASH("`ath` is not the hash of the access token"),
    TOKEN_HASH_UNEXPECTED("proof has `ath` where no access token is sent"),
    BINDING("access token is bound to another key", "invalid_token");

    private final String text;
    private final String code;

    Reason(String text) {
      this(text, "invalid_dpop_proof");
    }

    Reason(String text, String code) {
      this.text = text;
      this.code = code;
    }

    /// The error code on the wire (RFC 9449 sections 7.1 and 12.2).
    public String code() {
      return code;
    }
  }
}
