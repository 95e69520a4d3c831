package io.legate.revoke;

import io.legate.caller.Caller;
import io.legate.caller.Spending;
import io.legate.control.ControlEvent;
import io.legate.control.ControlEvent.ClientRestored;
import io.legate.control.ControlEvent.ClientRevoked;
import io.legate.control.ControlEvent.ClientSuspended;
import io.legate.control.ControlEvent.KeyRevoked;
import io.legate.control.ControlEvent.NodeKeyWithdrawn;
import io.legate.control.ControlEventJson;
import io.legate.control.ControlState;
import io.legate.control.NodeKeys;
import io.legate.crypto.Thumbprint;
import io.legate.identity.ClientId;
import io.legate.identity.ClientKind;
import io.legate.identity.Clients;
import io.legate.identity.RequestId;
import io.legate.ledger.ControlJournal;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.Turn;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.ControlOperations;
import io.legate.stream.Drafts;
import io.legate.stream.Operation;

/// Removes and restores authority for everyone at once. Operators only.
///
/// Asked again under the same request id a change is answered from the record: a suspension that
/// comes late does not halt again what was restored since.
public final class ControlChanges {

  private final ControlJournal<ControlState> control;
  private final Clients clients;

  public ControlChanges(ControlJournal<ControlState> control, Clients clients) {
    this.control = control;
    this.clients = clients;
  }

  /// Who orders a change, and why.
  public record Order(Caller caller, RequestId request, String reason) {}

  /// Ends everything that a key holds, for good.
  ///
  /// @return the control sequence number from which on it holds
  public long revokeKey(Order order, Thumbprint key) throws RefusedException {
    return change(order, "revoke_key", new KeyRevoked(key, order.caller.id(), order.reason));
  }

  /// Ends everything that a node has signed with a key, for good.
  ///
  /// @param key one that a node has announced, withdrawn since or not
  /// @return the control sequence number from which on it holds
  public long withdrawSigningKey(Order order, Thumbprint key) throws RefusedException {
    return change(
        order, "withdraw_signing_key", new NodeKeyWithdrawn(key, order.caller.id(), order.reason));
  }

  /// Ends everything that a client holds, until it is restored.
  public long revokeClient(Order order, ClientId client) throws RefusedException {
    requireRegistered(client);
    return change(
        order, "revoke_client", new ClientRevoked(client, order.caller.id(), order.reason));
  }

  /// Halts a client until it is restored.
  public long suspendClient(Order order, ClientId client) throws RefusedException {
    requireRegistered(client);
    return change(
        order, "suspend_client", new ClientSuspended(client, order.caller.id(), order.reason));
  }

  /// Lets a client act again.
  public long restoreClient(Order order, ClientId client) throws RefusedException {
    requireRegistered(client);
    return change(
        order, "restore_client", new ClientRestored(client, order.caller.id(), order.reason));
  }

  private long change(Order order, String method, ControlEvent event) throws RefusedException {
    order.caller.require(ClientKind.OPERATOR);
    order.caller.require("admin");
    reason(order.reason);
    var operation = Operation.of(order.caller.id(), method, "control", order.request);
    try {
      return control.<Long, RefusedException>decide(turn -> decide(turn, order, operation, event));
    } catch (OnceTakenException e) {
      throw Spending.refusal(e.key(), order.caller);
    } catch (LedgerUnavailableException e) {
      throw new RefusedException(
          Code.TEMPORARILY_UNAVAILABLE, "the ledger did not answer; ask again with the same id");
    }
  }

  private static long decide(
      Turn<ControlState, ControlState> turn, Order order, Operation operation, ControlEvent event)
      throws RefusedException {
    requireInForce(turn, order.caller);
    var earlier = ControlOperations.earlier(turn, operation, ControlEventJson.digest(event));
    if (earlier != null) {
      return earlier.seq();
    }
    if (event instanceof NodeKeyWithdrawn withdrawn) {
      requireAnnounced(turn.state(), withdrawn.key());
    }
    long seq = turn.nextSeq();
    // Nobody may keep operators from stopping others by filling up what is remembered.
    turn.append(
        ControlOperations.hasRoom(turn)
            ? Drafts.of(event, operation, order.caller.once())
            : Drafts.of(event, order.caller.once()));
    return seq;
  }

  /// Decided in the turn: a key that was announced a moment ago is known by then.
  private static void requireAnnounced(ControlState state, Thumbprint key) throws RefusedException {
    NodeKeys keys = state.nodeKeys();
    if (!keys.byKid().containsKey(key.value()) && !keys.isWithdrawn(key.value())) {
      throw new RefusedException(Code.NOT_FOUND, "no node has announced such a signing key");
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
