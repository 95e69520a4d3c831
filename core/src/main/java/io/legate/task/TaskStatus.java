package io.legate.task;

import java.util.Locale;

/// The state a task is in, expiry and suspension aside: those follow from the time and from its
/// root hop.
public enum TaskStatus {
  /// Before its first event.
  NONE,
  /// Its hops may act.
  OPEN,
  /// Its work is done. Nothing may act any more.
  COMPLETED,
  /// It was stopped. Nothing may act any more.
  REVOKED;

  /// The name in records, such as `completed`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
