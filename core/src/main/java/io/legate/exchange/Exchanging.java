package io.legate.exchange;

import io.legate.boundary.Boundary;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.InvalidBoundaryException;
import io.legate.caller.Caller;
import io.legate.issue.InstanceMint.Prepared;
import io.legate.issue.Widening;
import io.legate.refusal.RefusedException;
import io.legate.token.VerifiedInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One exchange under way: who asks, and what for.
///
/// @param narrower the boundary the request names; null where it names none
/// @param limits how large a boundary may be
record Exchanging(
    Caller caller, ExchangeRequest request, @Nullable Boundary narrower, BoundaryLimits limits) {

  /// Reads what of a request can be read before it is known what it rests on.
  ///
  /// @throws RefusedException if the boundary it names is not one
  static Exchanging of(Caller caller, ExchangeRequest request, BoundaryLimits limits)
      throws RefusedException {
    var details = request.authorizationDetails();
    if (details == null) {
      return new Exchanging(caller, request, null, limits);
    }
    try {
      return new Exchanging(caller, request, Boundary.parse(details, limits), limits);
    } catch (InvalidBoundaryException e) {
      throw Widening.refusal(e);
    }
  }

  /// Whether the caller is the holder of an instance: its client, with its key.
  boolean isHolderOf(VerifiedInstance instance) {
    return instance.holder().equals(caller.key().thumbprint())
        && instance.claims().client().equals(caller.id());
  }

  /// What came of it under the stream's lock.
  sealed interface Result {
    /// An instance that is on the ledger once the decision is.
    record Granted(Prepared prepared, List<String> cut) implements Result {
      public Granted {
        cut = List.copyOf(cut);
      }
    }

    /// A refusal that is on the ledger once the decision is.
    record Denied(RefusedException told) implements Result {}
  }
}
