package io.legate.client.resource;

import org.jspecify.annotations.Nullable;

/// A call that was not authenticated. Nothing was decided about it, and nothing charged.
public final class RefusedCallException extends Exception {

  /// Why, in the words of RFC 9449 section 7.1 and RFC 6750 section 3.1.
  public enum Reason {
    /// There is no `authorization` at all.
    NO_CREDENTIALS("invalid_token"),
    /// There are several, or the token was sent as a bearer token (RFC 9449 section 7.2).
    NOT_DPOP("invalid_token"),
    /// The token is not the broker's, not for this server, not current, or bound to another key.
    INVALID_TOKEN("invalid_token"),
    /// The token names a signing key that is not known here.
    SIGNING_KEY_UNKNOWN("invalid_token"),
    /// The authority behind the token is known to have ended: the task, the hop, one above it, or a
    /// client or key of the chain.
    REVOKED("invalid_token"),
    /// The authority behind the token is halted, and may go on later.
    HELD("invalid_token"),
    /// This server has not heard for too long what is revoked, and verifies nothing until it does.
    REVOCATIONS_UNKNOWN("temporarily_unavailable"),
    /// The proof is missing, malformed, for another call, or was seen before.
    INVALID_DPOP_PROOF("invalid_dpop_proof"),
    /// The proof needs the nonce that comes with this refusal.
    USE_DPOP_NONCE("use_dpop_nonce");

    private final String error;

    Reason(String error) {
      this.error = error;
    }

    /// Whether it lies with this server and not with the call, so that the same call may be made
    /// again later.
    public boolean isTemporary() {
      return this == REVOCATIONS_UNKNOWN;
    }

    /// The error code on the wire.
    public String error() {
      return error;
    }
  }

  private final Reason reason;
  private final @Nullable String nonce;

  RefusedCallException(Reason reason, String sentence, @Nullable String nonce) {
    super(sentence);
    this.reason = reason;
    this.nonce = nonce;
  }

  /// Why.
  public Reason reason() {
    return reason;
  }

  /// One sentence for the caller's developer, without anything internal.
  public String sentence() {
    return String.valueOf(getMessage());
  }

  /// The nonce to use; null unless one is asked for.
  public @Nullable String nonce() {
    return nonce;
  }
}
