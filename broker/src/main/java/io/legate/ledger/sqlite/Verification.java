package io.legate.ledger.sqlite;

import io.legate.ledger.EventBody;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.Rfc6962;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Recomputes what the ledger claims about itself: every hash, every chain, the log's root.
///
/// This does NOT check signatures, nor that what was recorded was right.
final class Verification {

  private static final int PAGE = 512;

  private final Connection connection;
  private final int node;

  Verification(Connection connection, int node) {
    this.connection = connection;
    this.node = node;
  }

  /// Reads the whole log once, in order.
  ///
  /// @return the tree as recomputed
  /// @throws LedgerUnavailableException with the first event that is not as it should be
  Frontier verify() throws SQLException, LedgerUnavailableException {
    var frontier = Frontier.empty();
    long control = 0;
    try (PreparedStatement query =
            connection.prepareStatement(
                """
                SELECT e.leaf, e.stream, e.seq, e.control, e.at, e.kind, e.op, e.hash, e.body,
                       e.secret, p.hash, p.leaf, p.at
                  FROM event e LEFT JOIN event p ON p.stream = e.stream AND p.seq = e.seq - 1
                 ORDER BY e.leaf
                """);
        ResultSet rows = query.executeQuery()) {
      var page = new ArrayList<Hash>(PAGE);
      for (long leaf = 0; rows.next(); leaf++) {
        StoredEvent event = Rows.event(rows, node);
        require(event.leaf().value() == leaf, leaf, "is missing");
        require(event.control() >= control, leaf, "was decided under an older control sequence");
        control = event.control();
        checkContent(event);
        checkPredecessor(event, rows);
        page.add(event.hash());
        if (page.size() == PAGE) {
          frontier = frontier.plus(page);
          page.clear();
        }
      }
      frontier = frontier.plus(page);
    }
    checkHeads(frontier);
    return frontier;
  }

  /// Recomputes only what the last events add: cheap enough for every start.
  ///
  /// The subtrees of the stored frontier that cover at most [#PAGE] events are rebuilt from the
  /// events themselves.
  void verifyTail() throws SQLException, LedgerUnavailableException {
    Frontier stored = checkHead();
    long size = stored.size().leaves();
    long from = size & -(2L * PAGE);
    List<Hash> tail = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT " + Rows.EVENT + " FROM event WHERE leaf >= ? ORDER BY leaf")) {
      query.setLong(1, from);
      try (ResultSet rows = query.executeQuery()) {
        for (long leaf = from; rows.next(); leaf++) {
          StoredEvent event = Rows.event(rows, node);
          require(event.leaf().value() == leaf, leaf, "is missing");
          checkContent(event);
          tail.add(event.hash());
        }
      }
    }
    require(from + tail.size() == size, size, "is where the log should end");
    byte[] rebuilt = Frontier.empty().plus(tail).bytes();
    byte[] all = stored.bytes();
    byte[] last = Arrays.copyOfRange(all, all.length - rebuilt.length, all.length);
    require(Arrays.equals(rebuilt, last), size, "is the size of a log with other events");
  }

  private void checkContent(StoredEvent event) throws LedgerUnavailableException {
    byte[] body = event.body();
    if (body != null) {
      long leaf = event.leaf().value();
      require(Rfc6962.leaf(body).equals(event.hash()), leaf, "has a body with another hash");
      RecordedEvent.of(event);
    }
  }

  private static void checkPredecessor(StoredEvent event, ResultSet row)
      throws SQLException, LedgerUnavailableException {
    long leaf = event.leaf().value();
    byte[] before = row.getBytes(11);
    require((event.seq() == 1) == (before == null), leaf, "has no predecessor");
    if (before != null) {
      require(row.getLong(12) < leaf, leaf, "stands before its predecessor");
      require(row.getLong(13) <= event.at().toEpochMilli(), leaf, "is older than its predecessor");
    }
    if (event.body() != null) {
      String prev = before == null ? null : Hash.of(before).base64Url();
      boolean named = java.util.Objects.equals(prev, EventBody.prev(event));
      require(named, leaf, "names another predecessor");
    }
  }

  private Frontier checkHead() throws SQLException, LedgerUnavailableException {
    try (PreparedStatement query =
            connection.prepareStatement("SELECT " + Rows.HEAD + " FROM log_head");
        ResultSet row = query.executeQuery()) {
      Frontier stored = Rows.head(row).frontier();
      Hash root = Hash.of(row.getBytes(5));
      require(stored.root().equals(root), stored.size().leaves(), "is a size with another root");
      return stored;
    } catch (IllegalArgumentException e) {
      throw new LedgerUnavailableException(Reason.DAMAGED, "the log's head cannot be read", e);
    }
  }

  private void checkHeads(Frontier recomputed) throws SQLException, LedgerUnavailableException {
    long size = recomputed.size().leaves();
    require(checkHead().equals(recomputed), size, "is the size of a log with other events");
    long moved = Schema.number(connection, "SELECT seq FROM control_head");
    long last =
        Schema.number(
            connection, "SELECT coalesce(max(seq), 0) FROM event WHERE stream = zeroblob(16)");
    require(moved == last, size, "is the size of a log with another control sequence");
  }

  private static void require(boolean holds, long leaf, String otherwise)
      throws LedgerUnavailableException {
    if (!holds) {
      throw new LedgerUnavailableException(
          Reason.DAMAGED, "event " + leaf + " of the log " + otherwise);
    }
  }
}
