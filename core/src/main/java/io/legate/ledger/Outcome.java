package io.legate.ledger;

import io.legate.ledger.LedgerUnavailableException.Reason;
import org.jspecify.annotations.Nullable;

/// What became of a [Submission].
sealed interface Outcome {

  /// Every event of it is in the ledger.
  record Committed() implements Outcome {}

  /// Nothing of it is, and deciding again may help.
  record Retry() implements Outcome {}

  /// Nothing of it is, and never will be: a key was used before.
  record Taken(OnceKey key) implements Outcome {}

  /// There is no answer now.
  record Unavailable(Reason reason, String message, @Nullable Throwable cause) implements Outcome {
    LedgerUnavailableException exception() {
      return new LedgerUnavailableException(reason, message, cause);
    }
  }
}
