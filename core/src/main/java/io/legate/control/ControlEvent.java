package io.legate.control;

import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;

/// One change of the control state.
public sealed interface ControlEvent {

  /// Everything the key holds ends, for good.
  record KeyRevoked(Thumbprint key, ClientId by, String reason) implements ControlEvent {}

  /// Everything the client holds ends, and nothing new is issued to it until it is restored.
  record ClientRevoked(ClientId client, ClientId by, String reason) implements ControlEvent {}

  /// The client is halted until it is restored; what it holds goes on afterwards.
  record ClientSuspended(ClientId client, ClientId by, String reason) implements ControlEvent {}

  /// The client may act again. What was revoked stays revoked.
  record ClientRestored(ClientId client, ClientId by, String reason) implements ControlEvent {}

  /// A node will sign tokens with this key from now on.
  record NodeKeyAnnounced(int node, VerificationKey key) implements ControlEvent {}

  /// Tokens signed with this key are not accepted any more.
  record NodeKeyWithdrawn(Thumbprint key, ClientId by, String reason) implements ControlEvent {}

  /// Another policy is in force from now on.
  record PolicyPublished(String hash) implements ControlEvent {}
}
