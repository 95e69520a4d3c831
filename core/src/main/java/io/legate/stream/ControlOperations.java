package io.legate.stream;

import io.legate.control.ControlState;
import io.legate.ledger.Turn;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import org.jspecify.annotations.Nullable;

/// Requests for changes of control, and how they are recognised when they come again.
public final class ControlOperations {

  /// The most that are remembered at once; more are not taken until the oldest have passed.
  public static final int REMEMBERED_MAX = 10_000;

  private ControlOperations() {}

  /// Returns what was answered to `operation` before, or null if it is new and may be decided.
  ///
  /// @param digest of what is asked now, as [io.legate.control.ControlEventJson#digest] makes it
  /// @throws RefusedException with [Code#IDEMPOTENCY_CONFLICT] or [Code#REQUEST_EXPIRED]
  public static ControlState.@Nullable Operation earlier(
      Turn<ControlState, ControlState> turn, Operation operation, String digest)
      throws RefusedException {
    ControlState.Operation earlier = turn.state().operations().get(operation.key(), turn.at());
    if (earlier == null) {
      operation.requireFresh(turn.at());
      return null;
    }
    if (!earlier.digest().equals(digest)) {
      throw Operation.conflict();
    }
    return earlier;
  }

  /// Returns whether another request can be remembered. What only takes authority away is carried
  /// out also where it cannot.
  public static boolean hasRoom(Turn<ControlState, ControlState> turn) {
    return !turn.state().operations().isFull(REMEMBERED_MAX, turn.at());
  }
}
