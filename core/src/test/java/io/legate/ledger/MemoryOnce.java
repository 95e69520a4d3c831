package io.legate.ledger;

import io.legate.ledger.Ledger.Claim;
import io.legate.ledger.MemoryLedger.Bug;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The `once` keys of a [MemoryLedger]. Its state's monitor guards them.
final class MemoryOnce {

  private final Map<Key, Claim> claims = new HashMap<>();
  private int floor;

  record Key(int bucket, ByteBuffer key) {
    static Key of(OnceKey once) {
      return new Key(once.bucket(), ByteBuffer.wrap(once.key()));
    }
  }

  /// Returns what was taken already, null where nothing was and it is claimed now.
  ///
  /// @param claimed by entries before, in the same batch
  @Nullable OnceKey taken(OnceKey once, Map<Key, Claim> claimed, @Nullable Bug bug) {
    var key = Key.of(once);
    Claim earlier = claims.get(key);
    if (earlier == null && bug != Bug.ONCE_BLIND_WITHIN_BATCH) {
      earlier = claimed.get(key);
    }
    boolean dropped =
        bug != Bug.REOPENS_BUCKETS && once.bucket() != OnceKey.FOR_EVER && once.bucket() < floor;
    if (dropped
        || (earlier != null
            && (!once.isCompatibleWith(earlier.owner()) || bug == Bug.IGNORES_OWNER))) {
      return once;
    }
    claimed.putIfAbsent(key, new Claim(once.owner()));
    return earlier != null || once.places() == null || bug == Bug.IGNORES_PLACES
        ? null
        : takenPlace(once, once.places().max(), claimed, bug);
  }

  private @Nullable OnceKey takenPlace(
      OnceKey once, int places, Map<Key, Claim> claimed, @Nullable Bug bug) {
    for (int i = 0; i < places; i++) {
      if (taken(once.place(i), claimed, bug) == null) {
        return null;
      }
    }
    return once.place(places - 1);
  }

  /// Claims a key, and its place where this is the first claim.
  void claim(OnceKey once) {
    boolean first = claims.putIfAbsent(Key.of(once), new Claim(once.owner())) == null;
    int places = first && once.places() != null ? once.places().max() : 0;
    for (int i = 0; i < places; i++) {
      if (claims.putIfAbsent(Key.of(once.place(i)), new Claim(null)) == null) {
        return;
      }
    }
  }

  @Nullable Claim get(int bucket, byte[] key) {
    return claims.get(new Key(bucket, ByteBuffer.wrap(key)));
  }

  void dropBefore(int bucket) {
    floor = Math.max(floor, bucket);
    claims.keySet().removeIf(key -> key.bucket != 0 && key.bucket < bucket);
  }
}
