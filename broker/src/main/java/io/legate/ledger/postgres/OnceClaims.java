package io.legate.ledger.postgres;

import io.legate.ledger.AppendResult.Taken;
import io.legate.ledger.Entry;
import io.legate.ledger.Ledger.Claim;
import io.legate.ledger.OnceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys that a batch claims: each one once, for the database, and entry by entry, to name those
/// that lost.
final class OnceClaims {

  private final List<Entry> entries;
  private final Map<Name, OnceKey> distinct = new LinkedHashMap<>();
  private boolean clashing;

  OnceClaims(List<Entry> entries) {
    this.entries = entries;
    for (Entry entry : entries) {
      for (OnceKey key : entry.once()) {
        OnceKey first = distinct.putIfAbsent(Name.of(key), key);
        clashing |= first != null && !key.isCompatibleWith(first.owner());
      }
    }
  }

  /// Returns the first claim of each key.
  List<OnceKey> distinct() {
    return List.copyOf(distinct.values());
  }

  /// Returns whether two entries claim a key that only one can have.
  boolean isClashing() {
    return clashing;
  }

  /// Returns every bucket that a key stands in.
  Set<Integer> buckets() {
    var buckets = new HashSet<Integer>();
    distinct.values().forEach(key -> buckets.add(key.bucket()));
    return buckets;
  }

  /// Claims everything once more, one entry after the other, on paper.
  ///
  /// @return those who lose, each with the first key that was taken; none if all is free by now
  List<Taken> losers(Standing standing) {
    var claimed = new HashMap<Name, Claim>(standing.claims());
    var places = new HashMap<Owner, Integer>(standing.places());
    var losers = new ArrayList<Taken>();
    for (int i = 0; i < entries.size(); i++) {
      for (OnceKey key : entries.get(i).once()) {
        OnceKey taken = claim(key, standing.floor(), claimed, places);
        if (taken != null) {
          losers.add(new Taken(i, taken));
          break;
        }
      }
    }
    return losers;
  }

  private static @Nullable OnceKey claim(
      OnceKey key, int floor, Map<Name, Claim> claimed, Map<Owner, Integer> places) {
    if (isDropped(key.bucket(), floor)) {
      return key;
    }
    Claim earlier = claimed.get(Name.of(key));
    if (earlier != null) {
      return key.isCompatibleWith(earlier.owner()) ? null : key;
    }
    claimed.put(Name.of(key), new Claim(key.owner()));
    var place = key.places();
    if (place == null) {
      return null;
    }
    var owner = Owner.of(key);
    int taken = places.getOrDefault(owner, 0);
    if (isDropped(place.bucket(), floor) || taken >= place.max()) {
      return key.place(place.max() - 1);
    }
    places.put(owner, taken + 1);
    return null;
  }

  private static boolean isDropped(int bucket, int floor) {
    return bucket != OnceKey.FOR_EVER && bucket < floor;
  }

  /// What the database holds of the keys of a batch.
  ///
  /// @param floor buckets below it were dropped
  /// @param claims who has which key
  /// @param places how many places an owner has taken
  record Standing(int floor, Map<Name, Claim> claims, Map<Owner, Integer> places) {}

  /// A key, whoever claims it.
  record Name(int bucket, Bytes key) {
    static Name of(OnceKey key) {
      return new Name(key.bucket(), new Bytes(key.key()));
    }
  }

  /// Whose places, and where.
  record Owner(int bucket, Bytes owner) {
    /// Returns whose place the first claim of a key takes.
    static Owner of(OnceKey key) {
      byte[] owner = key.owner();
      var places = key.places();
      if (owner == null || places == null) {
        throw new IllegalStateException("the key takes no place");
      }
      return new Owner(places.bucket(), new Bytes(owner));
    }
  }
}
