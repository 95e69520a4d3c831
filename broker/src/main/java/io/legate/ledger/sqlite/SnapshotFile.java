package io.legate.ledger.sqlite;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Snapshot;
import io.legate.ledger.StreamId;
import io.legate.merkle.Hash;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Snapshots in a file of their own, so that writing one neither waits for the ledger's writer nor
/// holds it up. The file may lag behind, be lost or be deleted: that costs time only.
final class SnapshotFile implements AutoCloseable {

  private final Path file;
  private final Connection connection;
  private final PreparedStatement put;
  private final PreparedStatement get;

  SnapshotFile(Path file) throws SQLException {
    this.file = file;
    this.connection = Schema.open(file);
    Schema.run(connection, "PRAGMA journal_mode = WAL");
    // The last ones may go with the power; the file stays whole.
    Schema.run(connection, "PRAGMA synchronous = NORMAL");
    Schema.run(
        connection,
        """
        CREATE TABLE IF NOT EXISTS snapshot (
          stream BLOB    PRIMARY KEY,
          seq    INTEGER NOT NULL,
          hash   BLOB    NOT NULL,
          state  BLOB    NOT NULL) STRICT
        """);
    this.put = connection.prepareStatement("INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?)");
    this.get =
        connection.prepareStatement("SELECT seq, hash, state FROM snapshot WHERE stream = ?");
  }

  /// Whether a snapshot may be kept.
  @FunctionalInterface
  interface Wanted {
    boolean isIt() throws LedgerUnavailableException;
  }

  /// @param wanted asked while nothing is removed
  synchronized void put(Snapshot snapshot, Wanted wanted)
      throws SQLException, LedgerUnavailableException {
    if (!wanted.isIt()) {
      return;
    }
    put.setBytes(1, Rows.bytes(snapshot.stream()));
    put.setLong(2, snapshot.seq());
    put.setBytes(3, snapshot.hash().bytes());
    put.setBytes(4, snapshot.state());
    put.executeUpdate();
  }

  synchronized @Nullable Snapshot get(StreamId stream) throws LedgerUnavailableException {
    try {
      get.setBytes(1, Rows.bytes(stream));
      try (ResultSet row = get.executeQuery()) {
        return row.next()
            ? new Snapshot(stream, row.getLong(1), Hash.of(row.getBytes(2)), row.getBytes(3))
            : null;
      }
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    }
  }

  synchronized void remove(Collection<StreamId> streams) throws SQLException {
    try (PreparedStatement remove =
        connection.prepareStatement("DELETE FROM snapshot WHERE stream = ?")) {
      for (StreamId stream : streams) {
        remove.setBytes(1, Rows.bytes(stream));
        remove.executeUpdate();
      }
    }
  }

  /// Writes the whole file anew, so that nothing is left of what was removed.
  synchronized void copy() throws SQLException {
    SqliteBodies.copy(file);
  }

  @Override
  public synchronized void close() throws SQLException {
    connection.close();
  }
}
