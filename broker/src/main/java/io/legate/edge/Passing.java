package io.legate.edge;

import io.legate.edge.Neighbours.Neighbour;
import io.legate.edge.Neighbours.Outcome;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.time.Duration;

/// Carries a call out at the broker that owns its task, and here where that one does not.
///
/// At most one hop and one try: what was passed on to a broker is carried out there or nowhere, and
/// never passed on again.
///
/// **When the outcome is unknown** the call is carried out here all the same. That is safe, because
/// every call that is passed on is idempotent at the ledger: by its `request_id` (looked up before
/// anything else is decided, an agent's spent proof included), by the statement it redeems, or by
/// the decision it settles. Of two brokers that carry out the same call at once one appends and the
/// other finds what was recorded. But the caller's own proof and client assertion are spent by
/// whichever recorded first, without regard to the `request_id`: this broker would call the call a
/// replay of itself. So a refusal of the caller's own evidence is then told as
/// `temporarily_unavailable`, which a caller answers by asking again with new evidence and the same
/// `request_id`.
public final class Passing {

  private Passing() {}

  /// Carries it out here. Blocks.
  public interface Here<A> {
    A carryOut() throws RefusedException;
  }

  /// Reads an answer that another broker gave.
  public interface Answer<A> {
    A read(byte[] message);
  }

  /// Returns the answer, wherever it was made.
  ///
  /// @param left until the caller's deadline
  public static <A> A through(
      Neighbour owner, PassedCall call, Duration left, Answer<A> answer, Here<A> here)
      throws RefusedException {
    return switch (owner.pass(call, left)) {
      case Outcome.Answered(var message) -> answer.read(message);
      case Outcome.NotCarriedOut() -> here.carryOut();
      case Outcome.Unknown() -> afterUnknown(here);
    };
  }

  private static <A> A afterUnknown(Here<A> here) throws RefusedException {
    try {
      return here.carryOut();
    } catch (RefusedException refusal) {
      throw mayBeItsOwnReplay(refusal)
          ? new RefusedException(
              Code.TEMPORARILY_UNAVAILABLE,
              "another broker may have answered; ask again with the same `request_id`")
          : refusal;
    }
  }

  private static boolean mayBeItsOwnReplay(RefusedException refusal) {
    return !refusal.isAboutAgent()
        && (refusal.code() == Code.INVALID_DPOP_PROOF || refusal.code() == Code.INVALID_CLIENT);
  }
}
