package io.legate.carry;

import io.legate.control.ControlEvent.LabelsCarried;
import java.time.Instant;

/// Leaves a turn that would give an ALLOW before the labels that it adds are carried. Nothing of
/// the turn is recorded. Caught by [LabelCarrying#around], inside which alone it is thrown.
public final class NotCarriedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient LabelsCarried missing;
  private final transient Instant at;

  /// @param missing what has to be on record first
  /// @param at time of the turn
  public NotCarriedException(LabelsCarried missing, Instant at) {
    super("labels are not carried yet", null, false, false);
    this.missing = missing;
    this.at = at;
  }

  /// Returns what has to be on record first.
  public LabelsCarried missing() {
    return missing;
  }

  Instant at() {
    return at;
  }
}
