package io.legate.control;

import io.legate.crypto.Thumbprint;
import io.legate.crypto.VerificationKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/// The keys that nodes sign tokens with, and those that none may sign with ever again.
///
/// A key is published before it signs. Retired it is trusted for as long as a token of it may last;
/// withdrawn it is trusted no more from that moment on, and never again.
///
/// @param byKid announced and not withdrawn, by thumbprint, which is also the `kid`
/// @param withdrawn every `kid` that was withdrawn: they are few, and are never forgotten
public record NodeKeys(PMap<String, NodeKey> byKid, PSet<String> withdrawn) {

  /// None yet.
  public static final NodeKeys NONE = new NodeKeys(HashTreePMap.empty(), HashTreePSet.empty());

  /// How long a retired key is trusted and published: the longest life of a token, an hour, and as
  /// much longer as clocks may be apart.
  public static final Duration KEPT = Duration.ofMinutes(62);

  /// Returns the key of a token, or null where none is trusted under that name.
  public @Nullable VerificationKey find(String kid, Instant at) {
    NodeKey found = byKid.get(kid);
    return found == null || found.isOver(at) ? null : found.key();
  }

  /// Returns whether whatever this key signs is worth nothing.
  ///
  /// @param kid null for what no node's key has signed
  public boolean isWithdrawn(@Nullable String kid) {
    // Most often none ever was, and every decision asks.
    return kid != null && !withdrawn.isEmpty() && withdrawn.contains(kid);
  }

  /// Returns the keys to publish, by `kid`.
  public List<VerificationKey> published(Instant at) {
    return new TreeMap<>(byKid)
        .values().stream().filter(key -> !key.isOver(at)).map(NodeKey::key).toList();
  }

  /// Returns what a node has announced and not retired.
  public List<NodeKey> of(int node) {
    return new TreeMap<>(byKid)
        .values().stream().filter(key -> key.node() == node && key.retiredAt() == null).toList();
  }

  /// One that was withdrawn stays so, whoever announces it.
  NodeKeys announced(int node, VerificationKey key, Instant at) {
    String kid = key.thumbprint().value();
    NodeKey known = byKid.get(kid);
    boolean stands = known != null && known.retiredAt() == null && known.node() == node;
    return isWithdrawn(kid) || stands
        ? this
        : new NodeKeys(current(at).plus(kid, new NodeKey(node, key, at, null)), withdrawn);
  }

  NodeKeys retired(Thumbprint key, Instant at) {
    NodeKey known = byKid.get(key.value());
    return known == null
        ? this
        : new NodeKeys(current(at).plus(key.value(), known.retired(at)), withdrawn);
  }

  NodeKeys withdrawn(Thumbprint key) {
    return new NodeKeys(byKid.minus(key.value()), withdrawn.plus(key.value()));
  }

  /// Forgets what is over.
  private PMap<String, NodeKey> current(Instant at) {
    PMap<String, NodeKey> kept = byKid;
    for (var each : byKid.entrySet()) {
      kept = each.getValue().isOver(at) ? kept.minus(each.getKey()) : kept;
    }
    return kept;
  }
}
