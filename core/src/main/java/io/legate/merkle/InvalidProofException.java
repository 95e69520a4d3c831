package io.legate.merkle;

/// A Merkle proof shows nothing. Whoever sent it is wrong or lying; which one cannot be told.
public final class InvalidProofException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  InvalidProofException(Reason reason) {
    super(reason.text);
    this.reason = reason;
  }

  /// Returns what is wrong with it.
  public Reason reason() {
    return reason;
  }

  /// Why a proof is refused. Stable.
  public enum Reason {
    INDEX_OUTSIDE_TREE("the leaf index lies outside the tree"),
    SIZES_OUT_OF_ORDER("the older tree is larger than the newer one"),
    EMPTY_TREE("nothing can be shown about an empty tree"),
    WRONG_LENGTH("the proof is not as long as the tree asks for"),
    ROOT_MISMATCH("the proof leads to another root");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }
}
