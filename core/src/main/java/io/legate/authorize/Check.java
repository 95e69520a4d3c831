package io.legate.authorize;

import java.util.Locale;

/// The independent checks of a decision, in order. Each can say no by itself and is named in the
/// answer.
public enum Check {
  /// The agent's proof and token.
  PROOF,
  /// The task is open and every hop of the chain is live.
  SESSION,
  /// Policy, now: the holder's entitlement to act, every ancestor's to delegate.
  ENTITLEMENT,
  /// What the subject's own token delegated.
  SUBJECT,
  /// The boundary of every ancestor hop.
  TASK_BOUNDARY,
  /// The hop's own permission.
  HOP_BOUNDARY,
  /// Conditions and labels.
  CONDITION,
  /// What the ledger counts.
  LIMIT,
  /// A person's consent.
  APPROVAL;

  /// The name in records, such as `hop_boundary`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
