package io.legate.client.resource;

/// An obligation of a decision is not known, not in its form, or cannot be met: the decision is a
/// denial then.
public final class UnmetObligationException extends Exception {

  private static final long serialVersionUID = 1L;

  /// What is wrong.
  public enum Reason {
    /// No obligation of this type is known here.
    UNKNOWN,
    /// It lacks a member, has one too many, or one in another form.
    MALFORMED,
    /// What is to be disclosed or done is not within it, or whether it is cannot be told.
    UNMET;

    /// The stable code of the refusal.
    String code() {
      return switch (this) {
        case UNKNOWN -> "obligation_unknown";
        case MALFORMED -> "obligation_malformed";
        case UNMET -> "obligation_unmet";
      };
    }
  }

  private final Reason reason;

  public UnmetObligationException(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  /// What is wrong.
  public Reason reason() {
    return reason;
  }

  Refusal refusal() {
    return Refusal.denied(reason.code(), String.valueOf(getMessage()));
  }
}
