package io.legate.identity;

import java.util.Locale;

/// What a client is. Each client is exactly one of these, and its calls are limited to that role.
public enum ClientKind {
  /// Opens tasks, holds hops, acts.
  AGENT,
  /// Asks for decisions about what agents ask of it, and settles them.
  RESOURCE_SERVER,
  /// Answers escalations.
  APPROVER,
  /// Changes control state and policy.
  OPERATOR,
  /// Reads the record.
  AUDITOR,
  /// Another broker of the same cluster.
  NODE;

  /// The name in configuration and in records, such as `resource_server`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
