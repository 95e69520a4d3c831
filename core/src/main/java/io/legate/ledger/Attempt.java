package io.legate.ledger;

import org.jspecify.annotations.Nullable;

/// One go at a decision.
///
/// @param answer what the decider came to
/// @param basis the submission that must be committed before the answer may be given, or null
/// @param isOwn whether the decision made that submission, or only saw it
record Attempt<R, X extends Exception>(
    Answer<R, X> answer, @Nullable Submission basis, boolean isOwn) {

  /// Waits for what the answer rests on. Returns whether it stands; otherwise decide again.
  boolean isSettled() throws OnceTakenException, LedgerUnavailableException {
    if (basis == null) {
      return true;
    }
    return switch (basis.await()) {
      case Outcome.Committed _ -> true;
      case Outcome.Retry _ -> false;
      case Outcome.Taken(var key) -> {
        if (isOwn) {
          throw new OnceTakenException(key);
        }
        yield false;
      }
      case Outcome.Unavailable unavailable -> throw unavailable.exception();
    };
  }
}
