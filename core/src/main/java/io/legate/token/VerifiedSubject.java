package io.legate.token;

import io.legate.json.Json.Arr;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A subject that a configured identity provider vouched for, to this opener, a moment ago. Only
/// [SubjectTokenVerifier] makes one.
///
/// Its token may have opened a task already: that is for the ledger to say, by [#onceKey].
public final class VerifiedSubject {

  private final String provider;
  private final String subject;
  private final @Nullable String scope;
  private final List<String> roles;
  private final List<String> groups;
  private final @Nullable Arr authorizationDetails;
  private final String onceKey;
  private final Instant expiresAt;

  VerifiedSubject(
      String provider,
      String subject,
      @Nullable String scope,
      List<String> roles,
      List<String> groups,
      @Nullable Arr authorizationDetails,
      String onceKey,
      Instant expiresAt) {
    this.provider = provider;
    this.subject = subject;
    this.scope = scope;
    this.roles = List.copyOf(roles);
    this.groups = List.copyOf(groups);
    this.authorizationDetails = authorizationDetails;
    this.onceKey = onceKey;
    this.expiresAt = expiresAt;
  }

  /// The provider's alias.
  public String provider() {
    return provider;
  }

  /// The `sub` of the task's tokens: `user:<alias>:<sub>`. An alias has no colon, so that it reads
  /// one way.
  public String subject() {
    return "user:" + provider + ":" + subject;
  }

  /// The subject's own name at the provider: the token's `sub`.
  public String sub() {
    return subject;
  }

  /// The scope delegated to the opener, or null where the token has none.
  public @Nullable String scope() {
    return scope;
  }

  /// The same, one by one; empty where the token has none.
  public List<String> scopes() {
    return scope == null || scope.isBlank() ? List.of() : List.of(scope.trim().split(" +"));
  }

  /// The subject's roles at the provider; empty where the token has none.
  public List<String> roles() {
    return roles;
  }

  /// The subject's groups at the provider; empty where the token has none.
  public List<String> groups() {
    return groups;
  }

  /// What the subject delegated in detail, as written, or null where the token has none.
  public @Nullable Arr authorizationDetails() {
    return authorizationDetails;
  }

  /// By which it is recognised when it is presented again, in base64url.
  public String onceKey() {
    return onceKey;
  }

  /// When the token can no longer be presented, and need no longer be remembered.
  public Instant expiresAt() {
    return expiresAt;
  }

  @Override
  public String toString() {
    return subject();
  }
}
