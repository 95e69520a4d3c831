package io.legate.ledger.sqlite;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.LogCheck;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Reads the log for a [LogCheck], and holds what it recomputes against the heads.
///
/// This does NOT check signatures, nor that what was recorded was right.
final class Verification {

  private static final int TAIL = 512;

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
    Frontier stored = checkHead();
    Frontier recomputed = recompute(new LogCheck(0), stored);
    LogCheck.requireSame(stored, recomputed);
    checkControl();
    return recomputed;
  }

  /// Recomputes only what the last events add: cheap enough for every start.
  ///
  /// The subtrees of the stored frontier that cover at most [#TAIL] events are rebuilt from the
  /// events themselves.
  void verifyTail() throws SQLException, LedgerUnavailableException {
    Frontier stored = checkHead();
    long from = stored.size().leaves() & -(2L * TAIL);
    LogCheck.requireEndsWith(stored, recompute(new LogCheck(from), stored));
  }

  private Frontier recompute(LogCheck check, Frontier stored)
      throws SQLException, LedgerUnavailableException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT e.leaf, e.stream, e.seq, e.control, e.at, e.kind, e.op, e.hash, e.body,
                   e.secret, p.hash, p.leaf, p.at
              FROM event e LEFT JOIN event p ON p.stream = e.stream AND p.seq = e.seq - 1
             WHERE e.leaf >= ? ORDER BY e.leaf
            """)) {
      query.setLong(1, check.next());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          check.add(Rows.event(rows, node), predecessor(rows));
        }
      }
    }
    check.requireReached(stored.size().leaves());
    return check.frontier();
  }

  private LogCheck.@Nullable Predecessor predecessor(ResultSet row) throws SQLException {
    byte[] hash = row.getBytes(11);
    return hash == null
        ? null
        : new LogCheck.Predecessor(
            Hash.of(hash), node, row.getLong(12), Instant.ofEpochMilli(row.getLong(13)));
  }

  private Frontier checkHead() throws SQLException, LedgerUnavailableException {
    try (PreparedStatement query =
            connection.prepareStatement("SELECT " + Rows.HEAD + " FROM log_head");
        ResultSet row = query.executeQuery()) {
      Frontier stored = Rows.head(row).frontier();
      Hash root = Hash.of(row.getBytes(5));
      LogCheck.requireRoot(stored, root);
      return stored;
    } catch (IllegalArgumentException e) {
      throw new LedgerUnavailableException(Reason.DAMAGED, "the log's head cannot be read", e);
    }
  }

  private void checkControl() throws SQLException, LedgerUnavailableException {
    long moved = Schema.number(connection, "SELECT seq FROM control_head");
    long last =
        Schema.number(
            connection, "SELECT coalesce(max(seq), 0) FROM event WHERE stream = zeroblob(16)");
    if (moved != last) {
      throw new LedgerUnavailableException(
          Reason.DAMAGED, "the control sequence is not that of the last control event");
    }
  }
}
