package io.legate.client.broker;

import org.jspecify.annotations.Nullable;

/// The broker refused a call, or could not be asked.
///
/// A decision that is not ALLOW is not one of these: that is an answer.
public final class BrokerException extends Exception {

  /// What kind of failure it is: the codes of gRPC, also for calls over HTTP.
  public enum Code {
    CANCELLED,
    UNKNOWN,
    INVALID_ARGUMENT,
    DEADLINE_EXCEEDED,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    FAILED_PRECONDITION,
    ABORTED,
    OUT_OF_RANGE,
    UNIMPLEMENTED,
    INTERNAL,
    UNAVAILABLE,
    DATA_LOSS,
    UNAUTHENTICATED
  }

  private final Code code;
  private final String reason;
  private final String sentence;
  private final boolean aboutAgent;

  /// A failure with its stable reason, such as `invalid_dpop_proof`, and one human sentence.
  public BrokerException(Code code, String reason, String sentence) {
    this(code, reason, sentence, null);
  }

  private BrokerException(BrokerException same, boolean aboutAgent) {
    super(same.getMessage(), same);
    this.code = same.code;
    this.reason = same.reason;
    this.sentence = same.sentence;
    this.aboutAgent = aboutAgent;
  }

  /// A failure with what brought it about.
  public BrokerException(Code code, String reason, String sentence, @Nullable Throwable cause) {
    super(reason + ": " + sentence, cause);
    this.code = code;
    this.reason = reason;
    this.sentence = sentence;
    this.aboutAgent = false;
  }

  /// The kind of failure.
  public Code code() {
    return code;
  }

  /// The stable reason: `ErrorInfo.reason` on gRPC, `error` on HTTP; `unspecified` where the broker
  /// gave none.
  public String reason() {
    return reason;
  }

  /// One sentence for people.
  public String sentence() {
    return sentence;
  }

  /// Whether it is the agent's token or proof that was refused, which a resource server passed on,
  /// and not the caller's own.
  public boolean aboutAgent() {
    return aboutAgent;
  }

  BrokerException withAboutAgent() {
    return new BrokerException(this, true);
  }

  /// Whether the same call with the same `request_id` may succeed later. It has been repeated a few
  /// times already.
  public boolean retryable() {
    return code == Code.UNAVAILABLE || code == Code.DEADLINE_EXCEEDED;
  }
}
