package io.legate.tlog;

/// What a log shows as evidence shows nothing: it is malformed, signed by nobody that is trusted,
/// or about something else. Whoever sent it is wrong or lying; which one cannot be told.
public final class InvalidEvidenceException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  InvalidEvidenceException(Reason reason) {
    super(reason.text);
    this.reason = reason;
  }

  InvalidEvidenceException(Reason reason, Throwable cause) {
    super(reason.text, cause);
    this.reason = reason;
  }

  /// Returns what is wrong with it.
  public Reason reason() {
    return reason;
  }

  /// Why evidence is refused. Stable.
  public enum Reason {
    TOO_LARGE("it is larger than any of its kind"),
    MALFORMED_NOTE("it is no signed note"),
    MALFORMED_KEY("the key is not written as a key of a note"),
    MALFORMED_CHECKPOINT("the signed text is no checkpoint"),
    MALFORMED_RECEIPT("it is no receipt"),
    MALFORMED_TILE("it is no tile of that name"),
    UNKNOWN_SIGNER("no key that is trusted has signed it"),
    WRONG_SIGNATURE("a signature of a trusted key does not verify"),
    TOO_FEW_WITNESSES("too few of the witnesses that are trusted have cosigned it"),
    OTHER_LOG("it is about another log"),
    NOT_INCLUDED("the record does not stand where it says");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }
}
