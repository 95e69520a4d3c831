package io.legate.audit;

/// A witness will not cosign what it was shown.
public final class RefusedCosignature extends Exception {
  private static final long serialVersionUID = 1L;

  /// Why not.
  public enum Reason {
    /// It is no checkpoint, or not signed by the log's key.
    NOT_SIGNED("is no checkpoint that the log has signed"),
    /// The log's keys have changed, and those that it was known by do not vouch for it.
    WRONG_KEY("is signed with other keys, for which those before do not vouch"),
    /// It is smaller than what was cosigned.
    WENT_BACK("is smaller than what was cosigned before"),
    /// It does not contain what was cosigned: the log shows two histories.
    FORKED("does not grow out of what was cosigned before");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }
  }

  private final Reason reason;

  RefusedCosignature(int node, Reason reason) {
    super("the checkpoint of node " + node + " " + reason.sentence);
    this.reason = reason;
  }

  /// Why not.
  public Reason reason() {
    return reason;
  }
}
