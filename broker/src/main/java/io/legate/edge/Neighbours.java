package io.legate.edge;

import io.legate.identity.TaskId;
import io.legate.refusal.RefusedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The other brokers on the same ledger, as far as they are known and can be reached. Port of the
/// edges.
///
/// It saves work and decides nothing: any broker may carry out any call, because the ledger
/// arbitrates. A stale or wrong answer costs time. Safe for use from many threads.
public interface Neighbours {

  /// A broker by itself.
  Neighbours NONE = _ -> null;

  /// Returns the broker at which calls about a task are carried out without conflict; null where
  /// that is this one, or nobody knows, or it cannot be reached now. Does not block.
  @Nullable Neighbour ownerOf(TaskId task);

  /// Another broker.
  interface Neighbour {

    /// Passes a call on, once, and waits for what comes of it. Blocks.
    ///
    /// @param within how long to wait at most
    /// @throws RefusedException what the other refused it with
    /// @throws BrokenThereException if something broke at the other
    Outcome pass(PassedCall call, Duration within) throws RefusedException;
  }

  /// What came of a call that was passed on.
  sealed interface Outcome {
    /// It was carried out.
    ///
    /// @param message the answer's message or body
    record Answered(byte[] message) implements Outcome {}

    /// It was not carried out, and will not be.
    record NotCarriedOut() implements Outcome {}

    /// It was sent, and nothing came back: it may have been carried out, or still be.
    record Unknown() implements Outcome {}
  }

  /// Something broke at another broker, which has written down what. A bug.
  final class BrokenThereException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param incident under which the other wrote it down
    public BrokenThereException(int node, String incident) {
      super("node " + node + " had the incident `" + incident + "`");
    }
  }
}
