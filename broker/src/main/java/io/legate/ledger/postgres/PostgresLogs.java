package io.legate.ledger.postgres;

import io.legate.audit.Before;
import io.legate.audit.KeptLog;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.LogHead;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The logs in a database, read page by page by whoever may read its tables: nothing is migrated,
/// opened or written. Brokers may be at work on it; what is committed does not change.
public final class PostgresLogs implements AutoCloseable {

  private static final int PAGE = 512;

  private final Connection connection;

  private PostgresLogs(Connection connection) {
    this.connection = connection;
  }

  /// Connects.
  ///
  /// @throws LedgerUnavailableException if the database cannot be reached
  public static PostgresLogs open(PostgresTarget target) throws LedgerUnavailableException {
    try {
      Connection connection = Pools.single(target).getConnection();
      connection.setReadOnly(true);
      return new PostgresLogs(connection);
    } catch (SQLException e) {
      throw new LedgerUnavailableException(Reason.NOT_WRITTEN, "the database cannot be reached", e);
    }
  }

  /// Returns the log of every node that ever had one, with the ends they have now.
  ///
  /// @throws LedgerUnavailableException with [Reason#DAMAGED] also if there are records of a node
  ///   that has none
  public List<KeptLog> logs() throws LedgerUnavailableException {
    requireHeads();
    var logs = new ArrayList<KeptLog>();
    String sql = "SELECT " + Rows.HEAD + " FROM legate.log_head ORDER BY node";
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        LogHead head = Rows.head(rows);
        if (!head.frontier().root().equals(Hash.of(rows.getBytes(5)))) {
          throw new IllegalArgumentException("the head has another root than its tree");
        }
        logs.add(new OfNode(head));
      }
      return logs;
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    } catch (IllegalArgumentException e) {
      throw new LedgerUnavailableException(Reason.DAMAGED, "a log's head cannot be read", e);
    }
  }

  /// Looks at one record of each node, by the index over nodes and leaves.
  private void requireHeads() throws LedgerUnavailableException {
    String sql =
        """
        WITH RECURSIVE recorded(node) AS (
          SELECT min(node) FROM legate.event
          UNION ALL
          SELECT (SELECT min(e.node) FROM legate.event e WHERE e.node > r.node)
            FROM recorded r WHERE r.node IS NOT NULL)
        SELECT min(node) FROM recorded
         WHERE node NOT IN (SELECT node FROM legate.log_head)
        """;
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      int node = row.next() ? row.getInt(1) : 0;
      if (node != 0) {
        throw new LedgerUnavailableException(
            Reason.DAMAGED, "there are records of node " + node + ", and no head of its log");
      }
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    }
  }

  @Override
  public void close() throws LedgerUnavailableException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    }
  }

  /// One node's log.
  private final class OfNode implements KeptLog {
    private final LogHead head;

    OfNode(LogHead head) {
      this.head = head;
    }

    @Override
    public int node() {
      return head.node();
    }

    @Override
    public LogHead head() {
      return head;
    }

    @Override
    public @Nullable String checkpoint() throws LedgerUnavailableException {
      try {
        return isThere("legate.checkpoint") ? reader().checkpoint(node()) : null;
      } catch (SQLException e) {
        throw PostgresLedger.unavailable(e);
      }
    }

    @Override
    public List<String> cosigned() throws LedgerUnavailableException {
      try {
        return isThere("legate.cosigned") ? reader().cosigned(node()) : List.of();
      } catch (SQLException e) {
        throw PostgresLedger.unavailable(e);
      }
    }

    private io.legate.ledger.postgres.Reader reader() {
      return new io.legate.ledger.postgres.Reader(connection);
    }

    /// A database that no broker of this version has opened may lack it.
    private boolean isThere(String table) throws SQLException {
      try (PreparedStatement query =
          connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
        query.setString(1, table);
        try (ResultSet found = query.executeQuery()) {
          return found.next() && found.getBoolean(1);
        }
      }
    }

    @Override
    public void read(long end, KeptLog.Reader reader) throws LedgerUnavailableException {
      String sql =
          """
          SELECT %s, p.hash, p.node, p.leaf, p.at
            FROM legate.event e
            LEFT JOIN (SELECT NULL::uuid AS stream, NULL::bigint AS seq, NULL::bytea AS secret) s
              ON false
            LEFT JOIN legate.event p ON p.stream = e.stream AND p.seq = e.seq - 1
           WHERE e.node = ? AND e.leaf >= ? AND e.leaf < ? ORDER BY e.leaf LIMIT ?
          """
              .formatted(Rows.EVENT);
      try (PreparedStatement query = connection.prepareStatement(sql)) {
        long next = 0;
        int found = PAGE;
        while (found == PAGE) {
          query.setInt(1, node());
          query.setLong(2, next);
          query.setLong(3, end);
          query.setInt(4, PAGE);
          found = 0;
          try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              next = rows.getLong(4) + 1;
              found++;
              show(rows, reader);
            }
          }
        }
      } catch (SQLException e) {
        throw PostgresLedger.unavailable(e);
      }
    }

    /// In one statement, so that head and records are of one moment.
    @Override
    public OptionalLong beyond() throws LedgerUnavailableException {
      String sql =
          """
          SELECT min(e.leaf) FROM legate.log_head h
            JOIN legate.event e ON e.node = h.node AND e.leaf >= h.size
           WHERE h.node = ?
          """;
      try (PreparedStatement query = connection.prepareStatement(sql)) {
        query.setInt(1, node());
        try (ResultSet row = query.executeQuery()) {
          long leaf = row.next() ? row.getLong(1) : 0;
          return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(leaf);
        }
      } catch (SQLException e) {
        throw PostgresLedger.unavailable(e);
      }
    }

    /// A value that has not the form of one is one way of lying.
    private void show(ResultSet row, KeptLog.Reader reader) throws SQLException {
      long leaf = row.getLong(4);
      StoredEvent event;
      Before before;
      try {
        event = Rows.event(row);
        byte[] hash = row.getBytes(12);
        before =
            hash == null
                ? null
                : new Before(
                    Hash.of(hash),
                    row.getInt(13),
                    row.getLong(14),
                    Instant.ofEpochMilli(row.getLong(15)));
      } catch (IllegalArgumentException e) {
        reader.unreadable(leaf);
        return;
      }
      reader.record(event, before);
    }
  }
}
