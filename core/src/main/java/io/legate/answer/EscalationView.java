package io.legate.answer;

import io.legate.approval.Escalation;
import io.legate.approval.EscalationId;
import io.legate.boundary.Permission;
import io.legate.identity.ClientId;
import java.time.Instant;
import java.util.List;

/// One escalation as an approver sees it.
///
/// @param at when it was looked at
/// @param live whether the task and the hop still are; if not, nothing of it can be approved
/// @param subject whom the task is for
/// @param actors the chain, the one who wants to act first
/// @param permission of the hop that the action is under: the most that a bounded approval can give
/// @param liftable labels that this approver may take off the task
public record EscalationView(
    EscalationId id,
    Escalation escalation,
    Instant at,
    boolean live,
    String subject,
    String purpose,
    List<ClientId> actors,
    Permission permission,
    List<String> liftable) {
  public EscalationView {
    actors = List.copyOf(actors);
    liftable = List.copyOf(liftable);
  }
}
