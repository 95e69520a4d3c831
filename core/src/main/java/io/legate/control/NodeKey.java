package io.legate.control;

import io.legate.crypto.VerificationKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A key that a node signs tokens with, or did.
///
/// @param node whose it is
/// @param announcedAt since when it is published
/// @param retiredAt since when its node signs with another; null while it may sign
public record NodeKey(
    int node, VerificationKey key, Instant announcedAt, @Nullable Instant retiredAt) {

  NodeKey retired(Instant at) {
    return new NodeKey(node, key, announcedAt, retiredAt == null ? at : retiredAt);
  }

  /// Returns whether no token that it signed can be in force any more.
  boolean isOver(Instant at) {
    return retiredAt != null && !at.isBefore(retiredAt.plus(NodeKeys.KEPT));
  }
}
