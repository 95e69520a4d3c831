package io.legate.ledger.postgres;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Records;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamHead;
import io.legate.ledger.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The records of a ledger in PostgreSQL, on one connection that cannot write. It needs no more
/// than to read the tables, and migrates nothing.
public final class PostgresRecords implements Records {

  private final Connection connection;
  private final Reader reader;

  private PostgresRecords(Connection connection) {
    this.connection = connection;
    this.reader = new Reader(connection);
  }

  /// Opens the ledger in a database.
  ///
  /// @throws LedgerUnavailableException if the database does not answer, or holds none
  public static PostgresRecords open(PostgresTarget target) throws LedgerUnavailableException {
    PostgresRecords records;
    try {
      var connection = Pools.single(target).getConnection();
      records = new PostgresRecords(connection);
      connection.setReadOnly(true);
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    }
    boolean opened = false;
    try {
      var _ = records.size();
      opened = true;
      return records;
    } finally {
      if (!opened) {
        records.close();
      }
    }
  }

  @Override
  public List<StreamId> streams(int kind, @Nullable StreamId after, int max)
      throws LedgerUnavailableException {
    String sql =
        "SELECT stream FROM legate.event WHERE stream > ? AND seq = 1 AND kind = ?"
            + " ORDER BY stream LIMIT ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, (after == null ? StreamId.CONTROL : after).value());
      query.setInt(2, kind);
      query.setInt(3, max);
      var found = new ArrayList<StreamId>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(new StreamId(rows.getObject(1, UUID.class)));
        }
      }
      return found;
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    }
  }

  @Override
  public List<StoredEvent> stream(StreamId stream, long after, int max)
      throws LedgerUnavailableException {
    try {
      return reader.stream(stream, after, max);
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    }
  }

  @Override
  public @Nullable StreamHead head(StreamId stream) throws LedgerUnavailableException {
    try {
      return reader.head(stream);
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    }
  }

  @Override
  public long size() throws LedgerUnavailableException {
    String sql = "SELECT coalesce(sum(size), 0) FROM legate.log_head";
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
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
}
