package io.legate.approval;

import java.util.Locale;

/// Where an escalation stands. Pending once, then one of the others; an approval is then spent, or
/// lapses unused.
public enum EscalationStatus {
  /// People are waited for.
  PENDING,
  /// Everybody who must has approved, and the approval can be used.
  APPROVED,
  /// Somebody who was asked said no.
  DENIED,
  /// Nobody answered in time, or nobody used the approval in time: a denial.
  LAPSED,
  /// The approval bought its one ALLOW.
  SPENT;

  /// The name on the wire and in records, such as `pending`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
