package io.legate.approval;

import java.util.List;

/// What people have said so far to an action that needs them.
public sealed interface Consulted {

  /// Every reason is satisfied.
  ///
  /// @param spends escalations whose one ALLOW this would be
  /// @param bounds escalations whose bound covers it
  record Approved(List<Long> spends, List<Long> bounds) implements Consulted {
    public Approved {
      spends = List.copyOf(spends);
      bounds = List.copyOf(bounds);
    }
  }

  /// The same was asked and nobody has answered yet.
  record Waiting(long escalation) implements Consulted {}

  /// The same was asked, and the answer, or the silence, was no.
  ///
  /// @param status denied or lapsed
  record Refused(long escalation, EscalationStatus status) implements Consulted {}

  /// People are yet to be asked.
  ///
  /// @param grounds those that no approval satisfies
  record Unasked(List<Ground> grounds) implements Consulted {
    public Unasked {
      grounds = List.copyOf(grounds);
    }
  }
}
