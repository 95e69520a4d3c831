package io.legate.refusal;

import java.util.Locale;

/// The stable code of a refusal: `error` over HTTP, `ErrorInfo.reason` over gRPC. One table at the
/// edges gives each its HTTP and gRPC status.
public enum Code {
  /// A parameter is missing, malformed, given twice, or a subject or actor token is unacceptable
  /// (RFC 6749 section 5.2, RFC 8693 section 2.2.2).
  INVALID_REQUEST,
  /// Client authentication failed (RFC 6749 section 5.2).
  INVALID_CLIENT,
  /// The grant type is not one of ours (RFC 6749 section 5.2).
  UNSUPPORTED_GRANT_TYPE,
  /// The token is of a class that cannot be revoked one by one (RFC 7009 section 2.2.1).
  UNSUPPORTED_TOKEN_TYPE,
  /// The client may not use this call or grant (RFC 6749 section 5.2).
  UNAUTHORIZED_CLIENT,
  /// The proof of possession is missing, malformed, stale, spent, or for another request (RFC
  /// 9449).
  INVALID_DPOP_PROOF,
  /// The proof needs the nonce that comes with the answer (RFC 9449 section 8).
  USE_DPOP_NONCE,
  /// The access token is not acceptable here (RFC 6750 section 3.1).
  INVALID_TOKEN,
  /// The access token lacks a scope that the call needs (RFC 6750 section 3.1).
  INSUFFICIENT_SCOPE,
  /// A target is unknown, or not within what the subject token reaches (RFC 8693 section 2.2.2).
  INVALID_TARGET,
  /// More scope than the subject token holds (RFC 6749 section 5.2).
  INVALID_SCOPE,
  /// A boundary that is malformed, or wider than its parent (RFC 9396 section 5).
  INVALID_AUTHORIZATION_DETAILS,
  /// Policy does not allow it.
  ACCESS_DENIED,
  /// There is no such thing, as far as this caller may know.
  NOT_FOUND,
  /// The request id was used before with other content.
  IDEMPOTENCY_CONFLICT,
  /// The request id is older than answers are kept, or from the future.
  REQUEST_EXPIRED,
  /// The task has ended, or is not in a state that allows this.
  TASK_CLOSED,
  /// The decision was settled before, with another outcome.
  ALREADY_SETTLED,
  /// The escalation was answered before, by this person or with this key, or it is over.
  ALREADY_ANSWERED,
  /// Nobody answered the escalation in time, which was a denial.
  LAPSED,
  /// An actor of the chain, a key of one, or the subject does not answer.
  ACTOR_OF_THE_CHAIN,
  /// The approver's key was registered after the escalation was asked.
  KEY_TOO_NEW,
  /// The approval is not well signed, or says something else than what was asked.
  INVALID_APPROVAL,
  /// Policy is what the configured folder says, and changed only there.
  POLICY_FROM_FOLDER,
  /// A task that has not ended would be erased.
  STILL_RUNNING,
  /// What would be erased is under a legal hold.
  ON_HOLD,
  /// Too many requests of this kind at once; try later.
  TOO_MANY_REQUESTS,
  /// The request is larger than the configuration admits.
  REQUEST_TOO_LARGE,
  /// The ledger cannot be reached or did not answer; safe to retry with the same request id.
  TEMPORARILY_UNAVAILABLE;

  private final String label = name().toLowerCase(Locale.ROOT);

  /// The name on the wire, such as `invalid_request`.
  public String label() {
    return label;
  }
}
