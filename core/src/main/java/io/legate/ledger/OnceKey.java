package io.legate.ledger;

import io.legate.crypto.Base64Url;
import io.legate.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A key that the ledger lets be used once, or by one owner only.
///
/// It is claimed by an event and recorded with it, or not at all. Without an owner any earlier
/// claim stands against it: a spent proof. With one, only a claim by another owner does: a key's
/// thumbprint that belongs to one principal. The arrays are not copied and must not change.
///
/// @param bucket the hour since the epoch from what was signed (`iat` or `exp`), so that the same
///   bytes always fall into the same bucket and a bucket is dropped whole; [#FOR_EVER] is never
///   dropped
/// @param key 1 to 64 bytes, usually a digest, because a client chooses what goes in
/// @param owner up to 256 bytes, or null
/// @param places what a first claim also takes; null for nothing. Belongs to keys with an owner
public record OnceKey(int bucket, byte[] key, byte @Nullable [] owner, @Nullable Places places) {

  /// The bucket of what is never forgotten.
  public static final int FOR_EVER = 0;

  /// Buckets are hours.
  public static final int SECONDS_PER_BUCKET = 3_600;

  /// How long after its hour a bucket is kept. Nothing is accepted for longer than its own `exp`,
  /// or a minute after its `iat`; the rest is for clocks.
  public static final Duration KEPT = Duration.ofHours(2);

  /// The longest key, in bytes.
  public static final int KEY_BYTES_MAX = 64;

  /// The longest owner, in bytes.
  public static final int OWNER_BYTES_MAX = 256;

  public OnceKey {
    if (bucket < 0) {
      throw new IllegalArgumentException("a bucket is no hour before the epoch");
    }
    if (key.length == 0 || key.length > KEY_BYTES_MAX) {
      throw new IllegalArgumentException("a key has 1 to 64 bytes");
    }
    if (owner != null && owner.length > OWNER_BYTES_MAX) {
      throw new IllegalArgumentException("an owner has at most 256 bytes");
    }
    if (places != null && owner == null) {
      throw new IllegalArgumentException("nobody takes a place");
    }
  }

  /// Returns the bucket below which all may be dropped.
  public static int floorAt(Instant now) {
    return Math.toIntExact(now.minus(KEPT).getEpochSecond() / SECONDS_PER_BUCKET);
  }

  /// Returns a key that may be claimed once.
  public static OnceKey single(int bucket, byte[] key) {
    return new OnceKey(bucket, key, null, null);
  }

  /// Returns a key that `owner` may claim again and again, and nobody else.
  public static OnceKey owned(int bucket, byte[] key, byte[] owner) {
    return new OnceKey(bucket, key, owner, null);
  }

  /// How many keys an owner may claim for the first time: as many as `bucket` has places for it.
  ///
  /// A first claim takes the first free [#place] with it. Where none is left the claim fails, and
  /// what was taken is the last place.
  ///
  /// @param max at least one
  public record Places(int bucket, int max) {
    public Places {
      if (max < 1) {
        throw new IllegalArgumentException("there is at least one place");
      }
    }
  }

  /// Returns the same key, whose first claim takes a place.
  public OnceKey within(Places places) {
    return new OnceKey(bucket, key, owner, places);
  }

  /// Returns the place at `index`, a key for single use.
  ///
  /// @throws IllegalStateException if the key takes no place
  public OnceKey place(int index) {
    if (places == null || owner == null) {
      throw new IllegalStateException("the key takes no place");
    }
    String text = "place\n" + Base64Url.encode(owner) + "\n" + index;
    return single(places.bucket, Sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Returns whether an earlier claim by `earlierOwner` leaves room for this one.
  public boolean isCompatibleWith(byte @Nullable [] earlierOwner) {
    return owner != null && earlierOwner != null && Arrays.equals(owner, earlierOwner);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OnceKey(var otherBucket, var otherKey, var otherOwner, _)
        && bucket == otherBucket
        && Arrays.equals(key, otherKey)
        && Arrays.equals(owner, otherOwner);
  }

  @Override
  public int hashCode() {
    return 31 * bucket + Arrays.hashCode(key);
  }

  @Override
  public String toString() {
    return bucket + "/" + Base64Url.encode(key);
  }
}
