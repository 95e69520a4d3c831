package io.legate.ledger;

import org.jspecify.annotations.Nullable;

/// One go at a decision.
///
/// @param answer what the decider came to
/// @param basis the submission that must be committed before the answer may be given, or null
/// @param seen what it was decided on where it appends nothing: null for a decision that made that
///   submission, which the ledger itself holds against what is there
record Attempt<R, X extends Exception>(
    Answer<R, X> answer, @Nullable Submission basis, @Nullable Seen seen) {

  /// What a decision rested on.
  ///
  /// @param tip of the stream
  /// @param control sequence of the control state
  /// @param generation of the stream's cell
  /// @param assumed whether the stream was only assumed not to have begun
  record Seen(Tip<?> tip, long control, int generation, boolean assumed) {}

  /// Waits for what the answer rests on. Returns whether it stands; otherwise decide again.
  boolean isSettled() throws OnceTakenException, LedgerUnavailableException {
    if (basis == null) {
      return true;
    }
    return switch (basis.await()) {
      case Outcome.Committed _ -> true;
      case Outcome.Retry _ -> false;
      case Outcome.Taken(var key) -> {
        if (seen == null) {
          throw new OnceTakenException(key);
        }
        yield false;
      }
      case Outcome.Unavailable unavailable -> throw unavailable.exception();
    };
  }
}
