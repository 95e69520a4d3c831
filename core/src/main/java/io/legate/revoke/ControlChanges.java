package io.legate.revoke;

import io.legate.caller.Caller;
import io.legate.caller.Spending;
import io.legate.control.ControlEvent;
import io.legate.control.ControlEvent.ClientRestored;
import io.legate.control.ControlEvent.ClientRevoked;
import io.legate.control.ControlEvent.ClientSuspended;
import io.legate.control.ControlEvent.KeyRevoked;
import io.legate.control.ControlState;
import io.legate.crypto.Thumbprint;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.identity.Clients;
import io.legate.ledger.ControlJournal;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.Turn;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Drafts;

/// Removes and restores authority for everyone at once. Operators only.
///
/// Each change says how things are to be, so that asking twice is the same as asking once.
public final class ControlChanges {

  private final ControlJournal<ControlState> control;
  private final Clients clients;

  public ControlChanges(ControlJournal<ControlState> control, Clients clients) {
    this.control = control;
    this.clients = clients;
  }

  /// Ends everything that a key holds, for good.
  ///
  /// @return the control sequence number from which on it holds
  public long revokeKey(Caller caller, Thumbprint key, String reason) throws RefusedException {
    return change(caller, new KeyRevoked(key, caller.id(), reason(reason)));
  }

  /// Ends everything that a client holds, until it is restored.
  public long revokeClient(Caller caller, ClientId client, String reason) throws RefusedException {
    requireRegistered(client);
    return change(caller, new ClientRevoked(client, caller.id(), reason(reason)));
  }

  /// Halts a client until it is restored.
  public long suspendClient(Caller caller, ClientId client, String reason) throws RefusedException {
    requireRegistered(client);
    return change(caller, new ClientSuspended(client, caller.id(), reason(reason)));
  }

  /// Lets a client act again.
  public long restoreClient(Caller caller, ClientId client, String reason) throws RefusedException {
    requireRegistered(client);
    return change(caller, new ClientRestored(client, caller.id(), reason(reason)));
  }

  private long change(Caller caller, ControlEvent event) throws RefusedException {
    caller.require(ClientKind.OPERATOR);
    caller.require("admin");
    try {
      return control.<Long, RefusedException>decide(
          turn -> {
            requireInForce(turn, caller);
            long seq = turn.nextSeq();
            turn.append(Drafts.of(event, caller.once()));
            return seq;
          });
    } catch (OnceTakenException e) {
      throw Spending.refusal(e.key(), caller);
    } catch (LedgerUnavailableException e) {
      throw new RefusedException(
          Code.TEMPORARILY_UNAVAILABLE, "the ledger did not answer; ask again");
    }
  }

  private void requireRegistered(ClientId client) throws RefusedException {
    if (clients.find(client) == null) {
      throw new RefusedException(Code.NOT_FOUND, "there is no such client");
    }
  }

  static void requireInForce(Turn<ControlState, ControlState> turn, Caller caller)
      throws RefusedException {
    if (!caller.stands(turn.state())) {
      throw new RefusedException(Code.INVALID_TOKEN, "client or key was revoked");
    }
  }

  static String reason(String reason) throws RefusedException {
    if (reason.length() > TaskSteering.REASON_CHARS_MAX) {
      throw new RefusedException(Code.INVALID_REQUEST, "`reason` is too long");
    }
    return reason;
  }
}
