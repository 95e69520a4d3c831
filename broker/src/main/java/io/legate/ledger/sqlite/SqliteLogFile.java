package io.legate.ledger.sqlite;

import io.legate.audit.Before;
import io.legate.audit.KeptLog;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.LogHead;
import io.legate.merkle.Hash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The log in a data folder, read without the lock and without writing. A broker may be at work on
/// it; everything is seen as it was when this was opened.
public final class SqliteLogFile implements KeptLog, AutoCloseable {

  private final Connection connection;
  private final LogHead head;

  private SqliteLogFile(Connection connection) throws SQLException {
    this.connection = connection;
    // One transaction: the head must be that of the records that are read.
    Schema.run(connection, "BEGIN");
    try (PreparedStatement query =
            connection.prepareStatement("SELECT " + Rows.HEAD + " FROM log_head");
        ResultSet row = query.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("the log's head is gone");
      }
      this.head = Rows.head(row);
      if (!head.frontier().root().equals(Hash.of(row.getBytes(5)))) {
        throw new IllegalArgumentException("the head has another root than its tree");
      }
    }
  }

  /// Opens the log in a data folder.
  ///
  /// @throws LedgerUnavailableException if there is none, or it cannot be read
  public static SqliteLogFile open(Path folder) throws LedgerUnavailableException {
    Path file = folder.resolve("ledger.db");
    if (!Files.isRegularFile(file)) {
      throw new LedgerUnavailableException(
          Reason.NOT_WRITTEN, "there is no ledger in `" + folder + "`");
    }
    Connection connection = null;
    try {
      connection = Schema.readOnly(file);
      var log = new SqliteLogFile(connection);
      connection = null;
      return log;
    } catch (SQLException | IllegalArgumentException e) {
      throw new LedgerUnavailableException(Reason.DAMAGED, "the log's head cannot be read", e);
    } finally {
      close(connection);
    }
  }

  private static void close(@Nullable Connection failed) throws LedgerUnavailableException {
    try {
      if (failed != null) {
        failed.close();
      }
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    }
  }

  @Override
  public int node() {
    return head.node();
  }

  @Override
  public LogHead head() {
    return head;
  }

  /// Returns null also for a file that is older than checkpoints.
  @Override
  public @Nullable String checkpoint() throws LedgerUnavailableException {
    var notes = notes("checkpoint");
    return notes.isEmpty() ? null : notes.getFirst();
  }

  @Override
  public List<String> cosigned() throws LedgerUnavailableException {
    return notes("cosigned");
  }

  private List<String> notes(String table) throws LedgerUnavailableException {
    var notes = new ArrayList<String>();
    try (PreparedStatement there =
        connection.prepareStatement("SELECT 1 FROM sqlite_schema WHERE name = ?")) {
      there.setString(1, table);
      try (ResultSet found = there.executeQuery()) {
        if (!found.next()) {
          return notes;
        }
      }
      try (PreparedStatement query = connection.prepareStatement("SELECT note FROM " + table);
          ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          notes.add(Optional.ofNullable(rows.getString(1)).orElse(""));
        }
      }
      return notes;
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    }
  }

  @Override
  public void read(long end, KeptLog.Reader reader) throws LedgerUnavailableException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT e.leaf, e.stream, e.seq, e.control, e.at, e.kind, e.op, e.hash, e.body,
                   NULL, p.hash, p.leaf, p.at
              FROM event e LEFT JOIN event p ON p.stream = e.stream AND p.seq = e.seq - 1
             WHERE e.leaf < ? ORDER BY e.leaf
            """)) {
      query.setLong(1, end);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          show(rows, reader);
        }
      }
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    }
  }

  @Override
  public OptionalLong beyond() throws LedgerUnavailableException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT min(leaf) FROM event WHERE leaf >= ?")) {
      query.setLong(1, head.frontier().size().leaves());
      try (ResultSet row = query.executeQuery()) {
        long leaf = row.next() ? row.getLong(1) : 0;
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(leaf);
      }
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    }
  }

  /// A value that has not the form of one, such as a hash of another length, is one way of lying.
  private void show(ResultSet row, KeptLog.Reader reader) throws SQLException {
    long leaf = row.getLong(1);
    try {
      byte[] hash = row.getBytes(11);
      Before before =
          hash == null
              ? null
              : new Before(
                  Hash.of(hash),
                  head.node(),
                  row.getLong(12),
                  Instant.ofEpochMilli(row.getLong(13)));
      reader.record(Rows.event(row, head.node()), before);
    } catch (IllegalArgumentException e) {
      reader.unreadable(leaf);
    }
  }

  @Override
  public void close() throws LedgerUnavailableException {
    close(connection);
  }
}
