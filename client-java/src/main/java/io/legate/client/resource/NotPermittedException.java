package io.legate.client.resource;

/// A permit that did not hold when it came to acting: nothing was done.
public final class NotPermittedException extends Exception {

  private final transient Refusal refusal;

  /// Leaves the work undone for this reason.
  public NotPermittedException(Refusal refusal) {
    super(refusal.reasons().getFirst().sentence());
    this.refusal = refusal;
  }

  /// What to answer the caller with.
  public Refusal refusal() {
    return refusal;
  }
}
