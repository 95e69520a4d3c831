package io.legate.approval;

import io.legate.identity.ClientId;
import java.util.Collection;
import java.util.List;

/// Who must approve, and how many of them.
///
/// @param approvers client ids, or roles such as `role:finance`; empty where policy names nobody,
///   and then it is never met
/// @param quorum how many different people, at least one
public record Need(List<String> approvers, int quorum) {

  private static final String ROLE = "role:";

  public Need {
    approvers = List.copyOf(approvers);
    if (quorum < 1) {
      throw new IllegalArgumentException("a quorum is positive");
    }
  }

  /// Returns whether a person with these roles is among those who may approve.
  public boolean isOpenTo(ClientId person, Collection<String> roles) {
    return names(person) || roles.stream().anyMatch(role -> approvers.contains(ROLE + role));
  }

  /// Returns whether the person is named, and not only a role that it has.
  public boolean names(ClientId person) {
    return approvers.contains(person.value());
  }
}
