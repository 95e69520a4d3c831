package io.legate.caller;

import io.legate.control.ControlState;
import io.legate.json.Json;
import io.legate.ledger.Draft;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Notes;
import io.legate.ledger.OnceTakenException;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;

/// Spends client assertions that come without a proof (RFC 7662, RFC 7009).
///
/// An assertion names no call, so that whoever got hold of one could make any call with it. What
/// makes it harmless is that it is good for one call in all: so it is spent, in the ledger, before
/// anything is done for its client, even where the call itself records nothing.
public final class LoneAssertions {

  /// The number of the event's kind in the ledger.
  public static final int SPENT = 51;

  private final Notes<ControlState> notes;

  public LoneAssertions(Notes<ControlState> notes) {
    this.notes = notes;
  }

  /// Spends it, and returns the same caller with nothing left to spend. Blocks until that is
  /// committed.
  ///
  /// @param caller as [CallerAuthentication#byAssertionAlone] found it
  /// @param call what it asks for, for the record
  /// @throws RefusedException with [Code#INVALID_CLIENT] if it was spent before, or client or key
  ///   were revoked by now
  public Caller spend(Caller caller, String call) throws RefusedException {
    var data =
        Json.Obj.with("client", caller.id().value())
            .with("key", caller.key().thumbprint().value())
            .with("call", call)
            .build();
    try {
      notes.<RefusedException>note(
          (control, _) -> {
            if (!caller.stands(control.state())) {
              throw new RefusedException(Code.INVALID_CLIENT, "client or key was revoked");
            }
            return new Draft(SPENT, null, data, caller.once());
          });
    } catch (OnceTakenException e) {
      throw Spending.refusal(e.key(), caller);
    } catch (LedgerUnavailableException e) {
      throw new RefusedException(
          Code.TEMPORARILY_UNAVAILABLE, "the ledger did not answer; ask again");
    }
    return caller.spent();
  }
}
