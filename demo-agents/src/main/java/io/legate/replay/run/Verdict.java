package io.legate.replay.run;

/// What became of one call.
///
/// @param outcome how it ended
/// @param reasons codes of what stood against it, joined; empty where nothing did
public record Verdict(Outcome outcome, String reasons) {

  /// How a call ended.
  public enum Outcome {
    /// Unasked.
    ALLOWED,
    /// After a person approved it.
    APPROVED,
    /// A person would have to approve, and nobody did.
    ESCALATED,
    DENIED
  }
}
