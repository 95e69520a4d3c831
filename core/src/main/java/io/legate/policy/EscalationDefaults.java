package io.legate.policy;

import java.time.Duration;
import java.util.List;

/// Whom policy asks where nothing else names anybody, and how long people are waited for.
///
/// @param approvers client ids, or roles such as `role:finance`; empty where policy names nobody,
///   and then such an escalation can only lapse
/// @param quorum how many of them must approve
/// @param answerWithin where the rule that asks does not say
public record EscalationDefaults(List<String> approvers, int quorum, Duration answerWithin) {

  /// Nobody, for half an hour.
  public static final EscalationDefaults NONE =
      new EscalationDefaults(List.of(), 1, Duration.ofMinutes(30));

  public EscalationDefaults {
    approvers = List.copyOf(approvers);
  }
}
