package io.legate.client.resource;

/// What the broker answered about one action.
public sealed interface Answer permits Permit, Refusal {

  /// Returns the permit.
  ///
  /// @throws NotPermittedException if this is a refusal
  default Permit orThrow() throws NotPermittedException {
    return switch (this) {
      case Permit permit -> permit;
      case Refusal refusal -> throw new NotPermittedException(refusal);
    };
  }
}
