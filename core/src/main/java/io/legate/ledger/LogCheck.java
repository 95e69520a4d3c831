package io.legate.ledger;

import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.Rfc6962;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Recomputes a node's log from its events, one after the other: every hash, every chain, the tree.
///
/// What is wrong is an exception that names the first event with a fault. This does NOT check
/// signatures, nor that what was recorded was right. Not safe for use from many threads.
public final class LogCheck {

  private static final int PAGE = 512;

  private final List<Hash> page = new ArrayList<>(PAGE);
  private Frontier frontier = Frontier.empty();
  private long next;
  private long control;

  /// @param from the leaf index of the first event that will be added; [#frontier] is the tree of
  ///   the events from there on
  public LogCheck(long from) {
    this.next = from;
  }

  /// Returns the leaf index of the event to add next.
  public long next() {
    return next;
  }

  /// Checks an event by itself and against the one before it in its stream.
  ///
  /// @param before what is stored at the sequence number before; null where nothing is
  public void add(StoredEvent event, @Nullable Predecessor before)
      throws LedgerUnavailableException {
    checkContent(event);
    require((event.seq() == 1) == (before == null), next, "has no predecessor");
    if (before != null) {
      boolean ordered = before.node != event.node() || before.leaf < next;
      require(ordered, next, "stands before its predecessor");
      require(!before.at.isAfter(event.at()), next, "is older than its predecessor");
    }
    if (event.body() != null) {
      String prev = before == null ? null : before.hash.base64Url();
      require(Objects.equals(prev, EventBody.prev(event)), next, "names another predecessor");
    }
    grow(event);
  }

  private void checkContent(StoredEvent event) throws LedgerUnavailableException {
    require(event.leaf().value() == next, next, "is missing");
    require(event.control() >= control, next, "was decided under an older control sequence");
    byte[] body = event.body();
    if (body != null) {
      require(Rfc6962.leaf(body).equals(event.hash()), next, "has a body with another hash");
      EventBody.read(event);
    }
  }

  private void grow(StoredEvent event) {
    control = event.control();
    page.add(event.hash());
    next++;
    if (page.size() == PAGE) {
      flush();
    }
  }

  private void flush() {
    frontier = frontier.plus(page);
    page.clear();
  }

  /// Returns the tree of everything added.
  public Frontier frontier() {
    flush();
    return frontier;
  }

  /// Fails unless everything below `end` was added.
  public void requireReached(long end) throws LedgerUnavailableException {
    require(next == end, next, "is missing");
  }

  /// Fails unless a head's tree has the root that stands beside it.
  public static void requireRoot(Frontier stored, Hash root) throws LedgerUnavailableException {
    require(stored.root().equals(root), stored.size().leaves(), "is a size with another root");
  }

  /// Fails unless a head's tree is the recomputed one.
  public static void requireSame(Frontier stored, Frontier recomputed)
      throws LedgerUnavailableException {
    boolean same = stored.equals(recomputed);
    require(same, recomputed.size().leaves(), "is the size of a log with other events");
  }

  /// Fails unless the last subtrees of a head's tree are those of the events that were added, which
  /// began where one of them begins.
  public static void requireEndsWith(Frontier stored, Frontier recomputed)
      throws LedgerUnavailableException {
    byte[] tail = recomputed.bytes();
    byte[] all = stored.bytes();
    boolean ends =
        tail.length <= all.length
            && Arrays.equals(tail, Arrays.copyOfRange(all, all.length - tail.length, all.length));
    require(ends, stored.size().leaves(), "is the size of a log with other events");
  }

  private static void require(boolean holds, long leaf, String otherwise)
      throws LedgerUnavailableException {
    if (!holds) {
      throw new LedgerUnavailableException(
          Reason.DAMAGED, "event " + leaf + " of the log " + otherwise);
    }
  }

  /// The event before one in its stream, which may stand in another node's log.
  ///
  /// @param leaf its place in that log
  public record Predecessor(Hash hash, int node, long leaf, Instant at) {}
}
