package io.legate.feed;

import io.legate.control.ControlEvent;
import io.legate.control.ControlEvent.ApproverKeysRegistered;
import io.legate.control.ControlEvent.ClientRestored;
import io.legate.control.ControlEvent.ClientRevoked;
import io.legate.control.ControlEvent.ClientSuspended;
import io.legate.control.ControlEvent.KeyRevoked;
import io.legate.control.ControlEvent.LabelsCarried;
import io.legate.control.ControlEvent.ListChanged;
import io.legate.control.ControlEvent.LogKeysAnnounced;
import io.legate.control.ControlEvent.NodeKeyAnnounced;
import io.legate.control.ControlEvent.NodeKeyRetired;
import io.legate.control.ControlEvent.NodeKeyWithdrawn;
import io.legate.control.ControlEvent.PolicyPublished;
import io.legate.control.ControlEvent.SignalSet;
import io.legate.control.ControlEvent.TrustMoved;
import io.legate.control.ControlState;
import io.legate.feed.Told.Matter;
import io.legate.feed.Told.Standing;
import io.legate.identity.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How clients and keys stand. Everybody hears of these: a token may come from anyone.
final class ControlStandings {

  /// The last instant that a message can tell. Whoever has a stolen signing key can make tokens of
  /// any age, so that no time comes at which nothing it signed can be unexpired.
  private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  private ControlStandings() {}

  /// Returns what to tell of what a control event was about, null for nothing.
  ///
  /// @param state after it, or after later ones too
  /// @param at when it was decided
  static @Nullable Told of(ControlEvent event, ControlState state, Instant at) {
    Instant forgetAt = at.plus(RevocationFeed.WINDOW);
    return switch (event) {
      case KeyRevoked revoked ->
          new Told(Matter.HOLDER_KEY, revoked.key().value(), Standing.ENDED, null, forgetAt);
      case ClientRevoked revoked -> client(revoked.client(), state, at);
      case ClientSuspended suspended -> client(suspended.client(), state, at);
      case ClientRestored restored -> client(restored.client(), state, at);
      case NodeKeyWithdrawn withdrawn -> withdrawn(withdrawn.key().value());
      case NodeKeyAnnounced _,
          NodeKeyRetired _,
          PolicyPublished _,
          ListChanged _,
          SignalSet _,
          TrustMoved _,
          ApproverKeysRegistered _,
          LabelsCarried _,
          LogKeysAnnounced _,
          ControlEvent.OfKeeping _ ->
          null;
    };
  }

  /// Returns what to tell of a key that was withdrawn, however long ago.
  static Told withdrawn(String kid) {
    return new Told(Matter.SIGNING_KEY, kid, Standing.ENDED, null, NEVER);
  }

  private static Told client(ClientId client, ControlState state, Instant at) {
    var now = state.standings().get(client);
    if (now == null) {
      throw new IllegalStateException("a client's standing changed and it has none");
    }
    Instant cutoff = now.heldUntil();
    Instant forgetAt = at.plus(RevocationFeed.WINDOW);
    String id = client.value();
    if (now.revoked() || now.suspended()) {
      // Whatever its tokens say of when they were issued: another node's clock may be ahead.
      var standing = now.revoked() ? Standing.ENDED : Standing.HELD;
      return new Told(Matter.CLIENT, id, standing, null, forgetAt);
    }
    // What was issued to it before it was revoked does not come back with it.
    return cutoff == null
        ? new Told(Matter.CLIENT, id, Standing.RELEASED, null, forgetAt)
        : new Told(Matter.CLIENT, id, Standing.ENDED, cutoff, forgetAt);
  }
}
