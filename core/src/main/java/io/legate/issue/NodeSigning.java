package io.legate.issue;

import io.legate.control.ControlEvent.NodeKeyAnnounced;
import io.legate.control.ControlEvent.NodeKeyRetired;
import io.legate.control.ControlState;
import io.legate.control.NodeKey;
import io.legate.crypto.Signer;
import io.legate.crypto.VerificationKey;
import io.legate.ledger.ControlJournal;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceTakenException;
import io.legate.ledger.Turn;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Drafts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What this node signs tokens with, from one key to the next.
///
/// A key is announced in the control stream before it signs anything, and published for a while
/// before that, so that whoever keeps the key set for minutes knows it by then. The one before is
/// retired: it stays published for as long as its tokens may last. A key that an operator has
/// withdrawn signs nothing from that event on, and its node nothing at all: what a thief could read
/// lies beside the next key.
///
/// What is announced is made to agree with what is in the store at each start and at each step: a
/// crash between the two is one of the things that a start puts right. Safe for use from many
/// threads.
public final class NodeSigning {

  private final int node;
  private final ControlJournal<ControlState> control;
  private final SigningKeyStore store;
  private final Duration ahead;
  private volatile Signer current;

  private NodeSigning(
      int node, ControlJournal<ControlState> control, SigningKeyStore store, Duration ahead) {
    this.node = node;
    this.control = control;
    this.store = store;
    this.ahead = ahead;
    this.current = store.current();
  }

  /// Announces the keys of the store, and retires whatever else this node had announced.
  ///
  /// @param node this node's number in the ledger
  /// @param ahead how long a key is published before it signs
  /// @throws WithdrawnKeyException if the current key was withdrawn; nothing is recorded
  /// @throws LedgerUnavailableException if it cannot be recorded
  public static NodeSigning begin(
      int node, ControlJournal<ControlState> control, SigningKeyStore store, Duration ahead)
      throws WithdrawnKeyException, LedgerUnavailableException, IOException {
    var signing = new NodeSigning(node, control, store, ahead);
    signing.record(store.next());
    return signing;
  }

  /// Returns what to sign with under a control state. What is decided in a turn asks with the state
  /// of that turn: then nothing is minted after a withdrawal that did not see it.
  ///
  /// @throws RefusedException with [Code#TEMPORARILY_UNAVAILABLE] where it was withdrawn
  public Signer signer(ControlState under) throws RefusedException {
    Signer signer = current;
    requireGood(signer, under);
    return signer;
  }

  /// @throws RefusedException with [Code#TEMPORARILY_UNAVAILABLE] where `signer` was withdrawn
  public void requireGood(Signer signer, ControlState under) throws RefusedException {
    if (under.nodeKeys().isWithdrawn(kid(signer))) {
      throw new RefusedException(
          Code.TEMPORARILY_UNAVAILABLE, "this node's signing key was withdrawn; ask another node");
    }
  }

  /// Returns what to sign with now.
  ///
  /// @throws RefusedException with [Code#TEMPORARILY_UNAVAILABLE] where it was withdrawn
  public Signer signer() throws RefusedException {
    return signer(control.current().state());
  }

  /// Returns whether this node can mint, as far as it knows.
  public boolean isReady() {
    return !control.current().state().nodeKeys().isWithdrawn(kid(current));
  }

  /// Goes one step from this key to the next, where there is one: announces it, and once it was
  /// published long enough signs with it. Called by one thread, over and over.
  ///
  /// @return whether this node signs with another key now
  /// @throws WithdrawnKeyException if the current key was withdrawn
  public boolean step(Instant now)
      throws WithdrawnKeyException, LedgerUnavailableException, IOException {
    ControlState state = control.current().state();
    if (state.nodeKeys().isWithdrawn(kid(current))) {
      throw new WithdrawnKeyException(kid(current));
    }
    Signer next = store.next();
    if (next == null) {
      return false;
    }
    NodeKey announced = state.nodeKeys().byKid().get(kid(next));
    if (announced == null || announced.retiredAt() != null) {
      record(next);
      return false;
    }
    if (now.isBefore(announced.announcedAt().plus(ahead))) {
      return false;
    }
    current = store.advance();
    record(null);
    return true;
  }

  private void record(@Nullable Signer next)
      throws WithdrawnKeyException, LedgerUnavailableException {
    try {
      control.<Boolean, WithdrawnKeyException>decide(turn -> decide(turn, next));
    } catch (OnceTakenException e) {
      throw new IllegalStateException("an announcement claims no key", e);
    }
  }

  private boolean decide(Turn<ControlState, ControlState> turn, @Nullable Signer next)
      throws WithdrawnKeyException {
    var keys = turn.state().nodeKeys();
    if (keys.isWithdrawn(kid(current))) {
      throw new WithdrawnKeyException(kid(current));
    }
    announce(turn, current.publicKey());
    if (next != null && !keys.isWithdrawn(kid(next))) {
      announce(turn, next.publicKey());
    }
    for (NodeKey known : keys.of(node)) {
      var key = known.key().thumbprint();
      boolean kept =
          key.equals(current.publicKey().thumbprint())
              || (next != null && key.equals(next.publicKey().thumbprint()));
      if (!kept) {
        turn.append(Drafts.of(new NodeKeyRetired(node, key), List.of()));
      }
    }
    return true;
  }

  private void announce(Turn<ControlState, ControlState> turn, VerificationKey key) {
    NodeKey known = turn.state().nodeKeys().byKid().get(key.thumbprint().value());
    if (known == null || known.retiredAt() != null || known.node() != node) {
      turn.append(Drafts.of(new NodeKeyAnnounced(node, key), List.of()));
    }
  }

  private static String kid(Signer signer) {
    return signer.publicKey().thumbprint().value();
  }
}
