package io.legate.ledger.postgres;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.LogCheck;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Recomputes what the ledger claims about one node's log, page by page: what is committed does not
/// change, so no transaction is needed, which would keep the database from cleaning up.
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
    Frontier stored = head();
    Frontier recomputed = recompute(new LogCheck(0), stored.size().leaves());
    LogCheck.requireSame(stored, recomputed);
    checkControl();
    return recomputed;
  }

  /// Recomputes only what the last events add: cheap enough for every start.
  void verifyTail() throws SQLException, LedgerUnavailableException {
    Frontier stored = head();
    long size = stored.size().leaves();
    var check = new LogCheck(size & -(2L * PAGE));
    LogCheck.requireEndsWith(stored, recompute(check, size));
  }

  private Frontier recompute(LogCheck check, long size)
      throws SQLException, LedgerUnavailableException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT %s, p.hash, p.node, p.leaf, p.at
              FROM %s LEFT JOIN legate.event p ON p.stream = e.stream AND p.seq = e.seq - 1
             WHERE e.node = ? AND e.leaf >= ? AND e.leaf < ? ORDER BY e.leaf
            """
                .formatted(Rows.EVENT, Rows.EVENTS))) {
      while (check.next() < size) {
        long from = check.next();
        query.setInt(1, node);
        query.setLong(2, from);
        query.setLong(3, Math.min(size, from + PAGE));
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            StoredEvent event = Rows.event(rows);
            check.add(event, predecessor(rows));
          }
        }
        check.requireReached(Math.min(size, from + PAGE));
      }
    }
    return check.frontier();
  }

  private static LogCheck.@Nullable Predecessor predecessor(ResultSet row) throws SQLException {
    byte[] hash = row.getBytes(12);
    return hash == null
        ? null
        : new LogCheck.Predecessor(
            Hash.of(hash), row.getInt(13), row.getLong(14), Instant.ofEpochMilli(row.getLong(15)));
  }

  /// Returns the tree that the log's head claims; an empty one where the log has not begun.
  private Frontier head() throws SQLException, LedgerUnavailableException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT " + Rows.HEAD + " FROM legate.log_head WHERE node = ?")) {
      query.setInt(1, node);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Frontier.empty();
        }
        Frontier stored = Rows.head(row).frontier();
        LogCheck.requireRoot(stored, Hash.of(row.getBytes(5)));
        return stored;
      }
    } catch (IllegalArgumentException e) {
      throw new LedgerUnavailableException(Reason.DAMAGED, "the log's head cannot be read", e);
    }
  }

  private void checkControl() throws SQLException, LedgerUnavailableException {
    try (PreparedStatement query =
            connection.prepareStatement(
                """
                SELECT seq, (SELECT coalesce(max(e.seq), 0) FROM legate.event e
                              WHERE e.stream = '00000000-0000-0000-0000-000000000000')
                  FROM legate.control_head
                """);
        ResultSet row = query.executeQuery()) {
      if (!row.next() || row.getLong(1) != row.getLong(2)) {
        throw new LedgerUnavailableException(
            Reason.DAMAGED, "the control sequence is not that of the last control event");
      }
    }
  }
}
