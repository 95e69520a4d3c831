package io.legate.policy;

import io.legate.identity.ClientId;
import java.util.HashSet;
import java.util.Set;

/// What an agent may do by itself, or a role lets whoever has it do. The same for both, so that
/// anything an agent can be given can be given by a role.
///
/// @param acts what it may itself do
/// @param delegates what it may pass on
/// @param opensFreely whether it may open tasks with a boundary of its own making
/// @param opensBy templates it may open tasks by
/// @param selfSubject whether it may open a task for itself
/// @param push whom it may push a hop to
/// @param addressed whom it may have an instance addressed to
record Entitlements(
    Ceiling acts,
    Ceiling delegates,
    boolean opensFreely,
    Set<String> opensBy,
    boolean selfSubject,
    Set<ClientId> push,
    Set<ClientId> addressed) {

  static final Entitlements NONE =
      new Entitlements(
          Ceiling.NOTHING, Ceiling.NOTHING, false, Set.of(), false, Set.of(), Set.of());

  Entitlements {
    opensBy = Set.copyOf(opensBy);
    push = Set.copyOf(push);
    addressed = Set.copyOf(addressed);
  }

  /// Returns what both give together.
  Entitlements and(Entitlements other) {
    return new Entitlements(
        acts.and(other.acts),
        delegates.and(other.delegates),
        opensFreely || other.opensFreely,
        union(opensBy, other.opensBy),
        selfSubject || other.selfSubject,
        union(push, other.push),
        union(addressed, other.addressed));
  }

  private static <T> Set<T> union(Set<T> one, Set<T> other) {
    var both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }
}
