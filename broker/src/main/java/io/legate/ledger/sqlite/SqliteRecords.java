package io.legate.ledger.sqlite;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.Records;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamHead;
import io.legate.ledger.StreamId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The records of an embedded ledger, beside the broker that may be writing it: the file is opened
/// for reading only.
public final class SqliteRecords implements Records {

  private final Connection connection;
  private final Reader reader;
  private final PreparedStatement streams;

  private SqliteRecords(Connection connection, int node) throws SQLException {
    this.connection = connection;
    this.reader = new Reader(connection, node);
    this.streams =
        connection.prepareStatement(
            "SELECT stream FROM event WHERE stream > ? AND seq = 1 AND kind = ?"
                + " ORDER BY stream LIMIT ?");
  }

  /// Returns whether there is a ledger in the folder.
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(file(folder));
  }

  /// Opens the ledger in a folder.
  ///
  /// @throws LedgerUnavailableException if there is none, or it is of another version
  public static SqliteRecords open(Path folder) throws LedgerUnavailableException {
    if (!isIn(folder)) {
      throw new LedgerUnavailableException(
          Reason.DAMAGED, "there is no ledger in `" + folder + "`");
    }
    Connection connection = null;
    try {
      connection = Schema.readOnly(file(folder));
      Schema.requireVersion(connection);
      return new SqliteRecords(connection, Schema.number(connection, "SELECT node FROM log_head"));
    } catch (SQLException | LedgerUnavailableException e) {
      closeQuietly(connection, e);
      throw e instanceof LedgerUnavailableException told
          ? told
          : SqliteLedger.unavailable((SQLException) e);
    }
  }

  private static Path file(Path folder) {
    return folder.resolve("ledger.db");
  }

  @Override
  public List<StreamId> streams(int kind, @Nullable StreamId after, int max)
      throws LedgerUnavailableException {
    try {
      streams.setBytes(1, Rows.bytes(after == null ? StreamId.CONTROL : after));
      streams.setInt(2, kind);
      streams.setInt(3, max);
      var found = new ArrayList<StreamId>();
      try (ResultSet rows = streams.executeQuery()) {
        while (rows.next()) {
          found.add(Rows.stream(rows.getBytes(1)));
        }
      }
      return found;
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    }
  }

  @Override
  public List<StoredEvent> stream(StreamId stream, long after, int max)
      throws LedgerUnavailableException {
    try {
      return reader.stream(stream, after, max);
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    }
  }

  @Override
  public @Nullable StreamHead head(StreamId stream) throws LedgerUnavailableException {
    try {
      return reader.head(stream);
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    }
  }

  @Override
  public long size() throws LedgerUnavailableException {
    try {
      return reader.logHead().frontier().size().leaves();
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing was written that could be lost.
    }
  }

  private static void closeQuietly(@Nullable Connection connection, Exception cause) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
