package io.legate.client.resource;

/// What is known of the authority behind a token.
public enum Standing {
  /// Nothing that stands against it. Whether it does the broker alone knows.
  NOT_KNOWN_REVOKED,
  /// It is halted, and may go on later.
  HELD,
  /// It has ended for good.
  ENDED
}
