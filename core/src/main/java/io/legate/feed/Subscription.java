package io.legate.feed;

import io.legate.feed.Told.About;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LogSizes;
import io.legate.ledger.Removals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One listener's place in the feed. It asks when it can take more, so that one that is slow costs
/// no memory: it reads the ledger later.
///
/// Used by one thread at a time.
public final class Subscription implements AutoCloseable {

  /// About how much is told at once.
  private static final int TOLD_AT_ONCE = 4_096;

  private final RevocationFeed feed;
  private final String audience;
  private final Runnable moved;
  private @Nullable LogSizes position;
  private boolean begun;
  private boolean toldWithdrawn;
  private boolean anew;
  private boolean live;
  private long next;

  Subscription(RevocationFeed feed, String audience, @Nullable LogSizes from, Runnable moved) {
    this.feed = feed;
    this.audience = audience;
    this.position = from;
    this.moved = moved;
  }

  /// What a listener hears.
  ///
  /// @param told of each thing the newest only
  /// @param position where to go on after it
  /// @param asOf everything that was committed before then has been told; null where it has not
  /// @param anew whether this begins to tell everything that is still in force
  /// @param more whether to ask again at once
  public record Heard(
      Collection<Told> told,
      LogSizes position,
      @Nullable Instant asOf,
      boolean anew,
      boolean more) {
    public Heard {
      told = List.copyOf(told);
    }
  }

  /// Returns what is next; nothing new where `told` is empty and `asOf` is there. Blocks while the
  /// ledger is read, if it has to be.
  ///
  /// @throws LedgerUnavailableException if it cannot be read, or too many others are reading;
  ///   asking again goes on where it was
  public Heard next() throws LedgerUnavailableException {
    if (live) {
      var ahead = feed.recent().ahead(audience, next, TOLD_AT_ONCE);
      if (ahead != null) {
        next = ahead.next();
        position = Cursor.later(ahead.end(), from());
        return new Heard(newest(ahead.told()), from(), ahead.asOf(), false, ahead.more());
      }
      live = false;
    }
    return feed.catchUp(this::read);
  }

  private Heard read() throws LedgerUnavailableException {
    if (!begun) {
      begin();
    }
    // Both from before the read: what is told of it may be told again, and is never left out.
    long following = feed.recent().next();
    Instant at = feed.now();
    // However long ago: what a stolen key signs has whatever time its thief writes into it.
    var told = new ArrayList<Told>(toldWithdrawn ? List.of() : feed.withdrawnKeys());
    Removals page = feed.logs().after(from());
    var derived = feed.derive(page, audience, at);
    position = Cursor.later(page.upTo(), from());
    live = page.isAll();
    next = following;
    toldWithdrawn = true;
    told.addAll(derived.all());
    told.addAll(derived.each().getOrDefault(audience, List.of()));
    boolean first = anew;
    anew = false;
    return new Heard(newest(told), from(), live ? at : null, first, !live);
  }

  /// Finds where to begin. What is older than anything in force is not read; a place that this
  /// ledger does not have is none.
  private void begin() throws LedgerUnavailableException {
    LogSizes earliest = feed.beginning();
    LogSizes asked = position;
    anew = asked == null || !feed.logs().end().covers(asked);
    position = asked == null || anew ? earliest : Cursor.later(asked, earliest);
    begun = true;
  }

  private LogSizes from() {
    return position == null ? LogSizes.NONE : position;
  }

  private static Collection<Told> newest(Collection<Told> told) {
    var newest = new LinkedHashMap<About, Told>();
    told.forEach(each -> newest.put(each.about(), each));
    return newest.values();
  }

  String audience() {
    return audience;
  }

  void moved() {
    moved.run();
  }

  /// Stops listening.
  @Override
  public void close() {
    feed.leave(this);
  }
}
