package io.legate.task;

import io.legate.boundary.Boundary;
import io.legate.boundary.Removal;
import io.legate.crypto.VerificationKey;
import io.legate.identity.ClientId;
import io.legate.identity.HopId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One delegation: who holds it, what it may do, until when.
///
/// @param parent null for the root
/// @param depth 0 for the root
/// @param profile `sub_profile` of the holder's `act` object
/// @param key the holder's
/// @param boundary the most it may do
/// @param parents for each permission, the index of the parent hop's permission it is contained in;
///   empty for the root
/// @param endsAt no renewal moves it
/// @param depthMax the deepest hop that may come of it
/// @param parentHash SHA-256 of the signing input of the parent's instance that was named
///   (`par_hash`); null for the root
/// @param confirmed false for a push that its holder has not yet renewed
/// @param suspendedBy who has halted it; empty when nobody has
/// @param removals what was taken out of it since
public record Hop(
    HopId id,
    @Nullable HopId parent,
    int depth,
    ClientId client,
    String profile,
    VerificationKey key,
    Boundary boundary,
    List<Integer> parents,
    Instant issuedAt,
    Instant endsAt,
    int depthMax,
    @Nullable String parentHash,
    boolean confirmed,
    boolean revoked,
    Set<ClientId> suspendedBy,
    List<Removal> removals) {

  public Hop {
    parents = List.copyOf(parents);
    suspendedBy = Set.copyOf(suspendedBy);
    removals = List.copyOf(removals);
    if ((parent == null) != (depth == 0)) {
      throw new IllegalArgumentException("the root, and only the root, has depth 0 and no parent");
    }
    if (parent != null && parents.size() != boundary.permissions().size()) {
      throw new IllegalArgumentException("each permission stands under one of the parent's");
    }
  }

  Hop withConfirmed() {
    return with(true, revoked, suspendedBy, removals);
  }

  Hop withRevoked() {
    return with(confirmed, true, suspendedBy, removals);
  }

  Hop withSuspendedBy(ClientId by) {
    var more = new TreeSet<>(suspendedBy);
    more.add(by);
    return with(confirmed, revoked, more, removals);
  }

  Hop withResumedBy(ClientId by, boolean all) {
    var rest = new TreeSet<>(suspendedBy);
    rest.remove(by);
    return with(confirmed, revoked, all ? Set.of() : rest, removals);
  }

  Hop withRemovals(List<Removal> more) {
    var both = new java.util.LinkedHashSet<>(removals);
    both.addAll(more);
    return with(confirmed, revoked, suspendedBy, List.copyOf(both));
  }

  private Hop with(
      boolean confirmed, boolean revoked, Set<ClientId> suspendedBy, List<Removal> removals) {
    return new Hop(
        id,
        parent,
        depth,
        client,
        profile,
        key,
        boundary,
        parents,
        issuedAt,
        endsAt,
        depthMax,
        parentHash,
        confirmed,
        revoked,
        suspendedBy,
        removals);
  }
}
