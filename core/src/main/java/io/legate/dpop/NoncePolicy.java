package io.legate.dpop;

/// Whether a proof needs a nonce of ours.
public sealed interface NoncePolicy {

  /// None was given out for this call, or it is another server's: a `nonce` is not looked at.
  record NotOurs() implements NoncePolicy {}

  /// The proof must carry one that `nonces` accepts.
  record Required(Nonces nonces) implements NoncePolicy {}
}
