package io.legate.client.resource;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.legate.chain.Actor;
import io.legate.token.VerifiedInstance;
import io.legate.v1.Matter;
import io.legate.v1.Revocation;
import io.legate.v1.WatchRevocationsResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What this server knows of revocations, and how old that is. Safe for use from many threads.
///
/// It is fed with what `WatchRevocations` tells: [ResourceServer] does so itself. What is not known
/// to it may be revoked all the same, as late as it is told, or for good where it cannot be told:
/// permissions taken out of a hop, limits, policy, and keys of hops above the token's own.
///
/// It forgets what can be of no concern any more. If there is more to remember than it has room
/// for, it knows nothing, and says so.
public final class RevocationView {

  /// The most that is remembered at once: about 150 MB.
  public static final int ENTRIES_MAX = 1_000_000;

  private final int entriesMax;
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile Known known = Known.nothing();
  private @Nullable RevocationBook loading;
  private ByteString cursor = ByteString.EMPTY;

  RevocationView(int entriesMax) {
    this.entriesMax = entriesMax;
  }

  /// A view that has heard nothing yet.
  public RevocationView() {
    this(ENTRIES_MAX);
  }

  /// What is known, all of one moment.
  ///
  /// @param more what is being told of everything anew
  /// @param asOf null where it does not say what is in force
  /// @param heardNanos when that was heard, as [System#nanoTime]
  private record Known(
      RevocationBook book, @Nullable RevocationBook more, @Nullable Instant asOf, long heardNanos) {
    static Known nothing() {
      return new Known(new RevocationBook(), null, null, 0);
    }
  }

  /// Takes in what was told.
  ///
  /// @param now by the clock that tokens are verified by
  /// @return whether to listen on; if not, everything is to be told anew, after a pause
  public synchronized boolean accept(WatchRevocationsResponse told, Instant now) {
    if (told.getAnew()) {
      loading = new RevocationBook();
    }
    RevocationBook into = loading == null ? known.book : loading;
    for (Revocation each : told.getRevocationsList()) {
      if (!into.add(each)) {
        return forget();
      }
    }
    Instant asOf = told.hasAsOf() ? instant(told.getAsOf()) : known.asOf;
    if (asOf != null) {
      // By the clock that is behind: one that leaps ahead must not forget what tokens live on of.
      into.sweep(now.isBefore(asOf) ? now : asOf);
    }
    if (into.size() > entriesMax) {
      return forget();
    }
    cursor = told.getCursor();
    if (told.hasAsOf()) {
      loading = null;
      known = new Known(into, null, asOf, System.nanoTime());
      begun.countDown();
    } else {
      // What is refused by either is refused.
      known = new Known(known.book, loading, known.asOf, known.heardNanos);
    }
    return true;
  }

  /// What it cannot hold or understand makes all that it knows worth nothing.
  synchronized boolean forget() {
    known = Known.nothing();
    loading = null;
    cursor = ByteString.EMPTY;
    return false;
  }

  /// Returns where to go on listening; empty for everything.
  public synchronized ByteString cursor() {
    return cursor;
  }

  /// Returns how fresh it is, or null where it has not heard everything yet, or not again.
  public @Nullable Freshness freshness(Instant now) {
    Known at = known;
    return at.asOf == null ? null : freshness(at, at.asOf, now);
  }

  private static Freshness freshness(Known known, Instant asOf, Instant now) {
    Duration byClock = Duration.between(asOf, now);
    Duration silent = Duration.ofNanos(System.nanoTime() - known.heardNanos);
    return new Freshness(asOf, byClock.compareTo(silent) > 0 ? byClock : silent);
  }

  /// What is known of a token's authority, and how fresh that is.
  record Knowledge(Freshness freshness, Standing standing) {}

  /// Returns what is known of a token's authority and how fresh that is, both of one moment: what
  /// is forgotten between two questions would be taken for what stands. Null where it has not heard
  /// everything yet, or not again.
  @Nullable Knowledge known(VerifiedInstance token, Instant now) {
    Known at = known;
    return at.asOf == null ? null : new Knowledge(freshness(at, at.asOf, now), standing(at, token));
  }

  private static Standing standing(Known at, VerifiedInstance token) {
    Standing standing = standing(at.book, token);
    return at.more == null ? standing : worse(standing, standing(at.more, token));
  }

  private static Standing standing(RevocationBook book, VerifiedInstance token) {
    var claims = token.claims();
    String kid = token.jws().jws().kid();
    Standing worst = book.standing(Matter.MATTER_TASK, claims.txn().toString(), claims.iat());
    worst = worse(worst, book.standing(Matter.MATTER_HOP, claims.hop().toString(), claims.iat()));
    worst =
        worse(worst, book.standing(Matter.MATTER_HOLDER_KEY, token.holder().value(), claims.iat()));
    for (Actor actor : claims.act().actors()) {
      worst = worse(worst, book.standing(Matter.MATTER_CLIENT, actor.sub(), claims.iat()));
    }
    return kid == null
        ? worst
        : worse(worst, book.standing(Matter.MATTER_SIGNING_KEY, kid, claims.iat()));
  }

  private static Standing worse(Standing one, Standing other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  int size() {
    return known.book.size();
  }

  /// Waits until everything in force has been told once. Returns false if that takes too long.
  boolean awaitBegun(Duration most) throws InterruptedException {
    return begun.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
