package io.legate.task;

/// The number by which an event's kind stands in the ledger. Never reused.
public enum EventKind {
  OPENED(1),
  HOP_ISSUED(2),
  INSTANCE_ISSUED(3),
  EXCHANGE_REFUSED(4),
  DECIDED(5),
  SETTLED(6),
  CONTAINED(7),
  HOP_REVOKED(8),
  SUSPENDED(9),
  RESUMED(10),
  ENDED(11),
  BREAKER_TRIPPED(12),
  ESCALATED(13),
  ESCALATION_ANSWERED(14),
  APPROVAL_SPENT(15);

  private final int number;

  EventKind(int number) {
    this.number = number;
  }

  /// The number in the ledger.
  public int number() {
    return number;
  }

  /// Returns the kind with this number.
  ///
  /// @throws IllegalStateException if there is none, because a newer version wrote it
  public static EventKind of(int number) {
    for (var kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    throw new IllegalStateException("event kind " + number + " is not known to this version");
  }
}
