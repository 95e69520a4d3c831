package io.legate.token;

import io.legate.boundary.Boundary;
import org.jspecify.annotations.Nullable;

/// What a task may be opened for, where its subject is what an identity provider's token says: of a
/// role, in a group, with a scope delegated to the opener. What is named must all be so.
///
/// @param role null for any
/// @param group null for any
/// @param scope null for any
public record Allowance(
    @Nullable String role, @Nullable String group, @Nullable String scope, Boundary boundary) {

  public Allowance {
    if (role == null && group == null && scope == null) {
      throw new IllegalArgumentException("an allowance is for somebody");
    }
  }

  /// Whether it is this subject's.
  public boolean isFor(VerifiedSubject subject) {
    return (role == null || subject.roles().contains(role))
        && (group == null || subject.groups().contains(group))
        && (scope == null || subject.scopes().contains(scope));
  }
}
