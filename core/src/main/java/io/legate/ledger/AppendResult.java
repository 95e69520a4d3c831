package io.legate.ledger;

import java.util.List;

/// What became of a [Batch]. Everything but [Appended] and [Already] means that nothing was
/// written.
public sealed interface AppendResult {

  /// Committed now.
  record Appended() implements AppendResult {}

  /// Committed before, by an earlier sending of the same batch.
  record Already() implements AppendResult {}

  /// Some entries do not follow their predecessors: their place is taken, or the event before is
  /// another or missing.
  ///
  /// @param losers their indexes in the batch, ascending, never empty
  record Conflict(List<Integer> losers) implements AppendResult {
    public Conflict {
      losers = List.copyOf(losers);
      if (losers.isEmpty()) {
        throw new IllegalArgumentException("a conflict names its losers");
      }
    }
  }

  /// Control has moved since the batch was decided.
  ///
  /// @param seq the control sequence now
  record ControlMoved(long seq) implements AppendResult {}

  /// Some keys were used before, or twice in the batch.
  ///
  /// @param taken one for each entry that lost, ascending by entry, never empty
  record OnceTaken(List<Taken> taken) implements AppendResult {
    public OnceTaken {
      taken = List.copyOf(taken);
      if (taken.isEmpty()) {
        throw new IllegalArgumentException("a refusal names its keys");
      }
    }
  }

  /// The log has another term or another size: this writer is not its writer any more, or the
  /// ledger went back.
  ///
  /// @param detail for the operator
  record Fenced(String detail) implements AppendResult {}

  /// The writer's clock and the ledger's own differ by more than the ledger's bound.
  record ClockSkew() implements AppendResult {}

  /// An entry whose key was taken.
  ///
  /// @param entry index in the batch
  /// @param key the first of its keys that was taken
  record Taken(int entry, OnceKey key) {}
}
