package io.legate.audit;

import java.util.Locale;

/// What can be wrong with a log that somebody shows.
public enum Lie {
  /// A record, or what stands beside it, is not what it was.
  CHANGED,
  /// A record is missing between others.
  DROPPED,
  /// A record is there that is none of the log, or is there twice.
  INSERTED,
  /// Records stand in another order.
  REORDERED,
  /// What is there is consistent, and not what the log has signed: it was rewritten, or signs two
  /// histories.
  FORKED,
  /// The end is missing.
  TRUNCATED,
  /// Somebody else has signed it.
  WRONG_KEY;

  /// The name in reports, such as `wrong key`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
