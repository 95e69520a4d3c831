package io.legate.control;

import io.legate.control.ControlEvent.ClientRestored;
import io.legate.control.ControlEvent.ClientRevoked;
import io.legate.control.ControlEvent.ClientSuspended;
import io.legate.control.ControlEvent.KeyRevoked;
import io.legate.control.ControlEvent.NodeKeyAnnounced;
import io.legate.control.ControlEvent.NodeKeyWithdrawn;
import io.legate.control.ControlEvent.PolicyPublished;
import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/// The control state as of one event of the control stream.
///
/// @param revokedKeys thumbprints that hold nothing any more
/// @param standings of clients that are, or were, revoked or suspended
/// @param nodeKeys what tokens may be signed with, by thumbprint, which is also the `kid`
/// @param policyHash of the policy in force, null before the first is published
public record ControlState(
    PSet<Thumbprint> revokedKeys,
    PMap<ClientId, Standing> standings,
    PMap<String, VerificationKey> nodeKeys,
    @Nullable String policyHash) {

  /// Nothing revoked, nothing announced.
  public static final ControlState EMPTY =
      new ControlState(HashTreePSet.empty(), HashTreePMap.empty(), HashTreePMap.empty(), null);

  /// How a client stands that did not always stand well.
  ///
  /// @param revoked whether nothing may be issued to it
  /// @param suspended whether it is halted
  /// @param heldUntil what it was issued up to this instant is worth nothing; null if never revoked
  public record Standing(boolean revoked, boolean suspended, @Nullable Instant heldUntil) {}

  /// Returns the state after `event`, which was committed with the time `at`.
  public ControlState apply(ControlEvent event, Instant at) {
    return switch (event) {
      case KeyRevoked(var key, _, _) ->
          new ControlState(revokedKeys.plus(key), standings, nodeKeys, policyHash);
      case ClientRevoked(var client, _, _) ->
          with(client, new Standing(true, standing(client).suspended, at));
      case ClientSuspended(var client, _, _) ->
          with(client, new Standing(standing(client).revoked, true, standing(client).heldUntil));
      case ClientRestored(var client, _, _) ->
          with(client, new Standing(false, false, standing(client).heldUntil));
      case NodeKeyAnnounced(_, var key) ->
          withNodeKeys(nodeKeys.plus(key.thumbprint().value(), key));
      case NodeKeyWithdrawn(var key, _, _) -> withNodeKeys(nodeKeys.minus(key.value()));
      case PolicyPublished(var hash) -> new ControlState(revokedKeys, standings, nodeKeys, hash);
    };
  }

  /// Returns whether a client may be issued anything, call, or act, right now.
  public boolean isInForce(ClientId client) {
    Standing standing = standings.get(client);
    return standing == null || (!standing.revoked && !standing.suspended);
  }

  /// Returns whether what `client` was issued at `issuedAt` under `key` still stands, as far as
  /// control goes.
  public boolean stands(ClientId client, Thumbprint key, Instant issuedAt) {
    if (revokedKeys.contains(key) || !isInForce(client)) {
      return false;
    }
    Standing standing = standings.get(client);
    return standing == null || standing.heldUntil == null || issuedAt.isAfter(standing.heldUntil);
  }

  private static final Standing GOOD = new Standing(false, false, null);

  private Standing standing(ClientId client) {
    return standings.getOrDefault(client, GOOD);
  }

  private ControlState with(ClientId client, Standing standing) {
    return new ControlState(revokedKeys, standings.plus(client, standing), nodeKeys, policyHash);
  }

  private ControlState withNodeKeys(PMap<String, VerificationKey> keys) {
    return new ControlState(revokedKeys, standings, keys, policyHash);
  }
}
