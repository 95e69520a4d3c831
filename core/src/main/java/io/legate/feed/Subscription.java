package io.legate.feed;

import io.legate.feed.Told.About;
import io.legate.ledger.LedgerUnavailableException;
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
  private @Nullable Position position;
  private boolean begun;
  private boolean anew;
  private boolean live;
  private long next;

  Subscription(RevocationFeed feed, String audience, @Nullable Position from, Runnable moved) {
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
      Position position,
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
  /// @throws LedgerUnavailableException if it cannot be read; asking again goes on where it was
  public Heard next() throws LedgerUnavailableException {
    if (live) {
      var ahead = feed.recent().ahead(audience, next, TOLD_AT_ONCE);
      if (ahead != null) {
        next = ahead.next();
        position = ahead.end().or(from());
        return new Heard(newest(ahead.told()), from(), ahead.asOf(), false, ahead.more());
      }
      live = false;
    }
    if (!begun) {
      begin();
    }
    // Both from before the read: what is told of it may be told again, and is never left out.
    long following = feed.recent().next();
    Instant at = feed.now();
    var page = feed.logs().after(from(), RevocationFeed.PAGE);
    var derived = feed.derive(page, audience, at);
    position = page.end().or(from());
    live = !page.more();
    next = following;
    var told = new ArrayList<>(derived.all());
    told.addAll(derived.each().getOrDefault(audience, List.of()));
    boolean first = anew;
    anew = false;
    return new Heard(newest(told), from(), live ? at : null, first, page.more());
  }

  /// Finds where to begin. What is older than anything in force is not read; a place that this
  /// ledger does not have is none.
  private void begin() throws LedgerUnavailableException {
    Position earliest = feed.logs().before(feed.now().minus(RevocationFeed.WINDOW));
    Position asked = position;
    anew = asked == null || asked.isBeyond(feed.logs().end());
    position = asked == null || anew ? earliest : asked.or(earliest);
    begun = true;
  }

  private Position from() {
    return position == null ? Position.START : position;
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
