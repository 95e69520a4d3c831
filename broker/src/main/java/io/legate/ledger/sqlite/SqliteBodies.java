package io.legate.ledger.sqlite;

import io.legate.ledger.Bodies;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Snapshot;
import io.legate.ledger.StreamId;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The bodies in an embedded ledger.
final class SqliteBodies implements Bodies {

  private final Path file;
  private final Readers readers;
  private final SnapshotFile snapshots;
  private final Writer writer;
  private final int node;
  private final Semaphore alone = new Semaphore(1);

  /// @param writer runs something under the ledger's lock
  SqliteBodies(Path file, Readers readers, SnapshotFile snapshots, Writer writer, int node) {
    this.file = file;
    this.readers = readers;
    this.snapshots = snapshots;
    this.writer = writer;
    this.node = node;
  }

  /// Who writes, one at a time.
  interface Writer {
    void run(Write write) throws LedgerUnavailableException;
  }

  /// Something to write beside the log.
  @FunctionalInterface
  interface Write {
    void run(Appender appender) throws SQLException;
  }

  @Override
  public List<Mention> mentions(byte[] text, int of, LeafIndex from, int leaves)
      throws LedgerUnavailableException {
    return of == node
        ? readers.read(reader -> mentions(reader.connection(), text, from, leaves))
        : List.of();
  }

  private static List<Mention> mentions(
      Connection connection, byte[] text, LeafIndex from, int leaves) throws SQLException {
    var found = new ArrayList<Mention>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT stream, seq, leaf, kind FROM event WHERE leaf >= ? AND leaf < ?"
                + " AND instr(body, ?) > 0 ORDER BY leaf")) {
      query.setLong(1, from.value());
      query.setLong(2, from.value() + leaves);
      query.setBytes(3, text);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          var id = new RecordId(Rows.stream(rows.getBytes(1)), rows.getLong(2));
          found.add(new Mention(id, new LeafIndex(rows.getLong(3)), rows.getInt(4)));
        }
      }
    }
    return found;
  }

  @Override
  public List<Rest> records(StreamId stream) throws LedgerUnavailableException {
    return readers.read(reader -> records(reader.connection(), stream));
  }

  private List<Rest> records(Connection connection, StreamId stream) throws SQLException {
    var found = new ArrayList<Rest>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT seq, leaf, at, kind, hash, body IS NOT NULL FROM event WHERE stream = ?"
                + " ORDER BY seq")) {
      query.setBytes(1, Rows.bytes(stream));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Rest(
                  new RecordId(stream, rows.getLong(1)),
                  node,
                  new LeafIndex(rows.getLong(2)),
                  Instant.ofEpochMilli(rows.getLong(3)),
                  rows.getInt(4),
                  Hash.of(rows.getBytes(5)),
                  rows.getBoolean(6)));
        }
      }
    }
    return found;
  }

  @Override
  public List<Oldest> oldest(@Nullable StreamId after, int max) throws LedgerUnavailableException {
    return readers.read(reader -> oldest(reader.connection(), after, max));
  }

  private static List<Oldest> oldest(Connection connection, @Nullable StreamId after, int max)
      throws SQLException {
    var found = new ArrayList<Oldest>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT stream, kind, at FROM event INDEXED BY kept WHERE stream > ? AND "
                + Schema.KEPT
                + " ORDER BY stream LIMIT ?")) {
      query.setBytes(1, Rows.bytes(after == null ? StreamId.CONTROL : after));
      query.setInt(2, max);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Oldest(
                  Rows.stream(rows.getBytes(1)),
                  rows.getInt(2),
                  Instant.ofEpochMilli(rows.getLong(3))));
        }
      }
    }
    return found;
  }

  @Override
  public void remove(List<RecordId> records) throws LedgerUnavailableException {
    if (records.size() > REMOVED_MAX) {
      throw new IllegalArgumentException("at most 1024 records are removed at once");
    }
    writer.run(appender -> appender.removeBodies(records));
    var streams = new HashSet<StreamId>();
    records.forEach(record -> streams.add(record.stream()));
    try {
      snapshots.remove(streams);
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    }
  }

  /// Keeps a snapshot, unless what it was made from has been removed.
  void put(Snapshot snapshot) throws LedgerUnavailableException {
    try {
      snapshots.put(snapshot, () -> readers.read(reader -> isWanted(reader, snapshot)));
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    }
  }

  private static boolean isWanted(Reader reader, Snapshot snapshot) throws SQLException {
    String sql =
        snapshot.stream().isControl()
            ? "SELECT 1 FROM event WHERE stream = ? AND seq > ? AND kind = " + SUBJECT_ERASED_KIND
            : "SELECT 1 FROM event WHERE stream = ? AND seq = ? AND body IS NULL";
    try (PreparedStatement query = reader.connection().prepareStatement(sql)) {
      query.setBytes(1, Rows.bytes(snapshot.stream()));
      query.setLong(2, snapshot.seq());
      try (ResultSet row = query.executeQuery()) {
        return !row.next();
      }
    }
  }

  /// Copies the file, because pages that were moved about may hold a copy of what was overwritten
  /// elsewhere, and begins the write-ahead log anew. Appends wait for that as long as it takes.
  @Override
  public boolean scrub() throws LedgerUnavailableException {
    writer.run(_ -> copy(file));
    try {
      snapshots.copy();
    } catch (SQLException e) {
      throw SqliteLedger.unavailable(e);
    }
    return true;
  }

  /// Writes a file anew and empties its write-ahead log, on a connection that has no statement
  /// under way. Nobody may write to it meanwhile.
  static void copy(Path file) throws SQLException {
    try (Connection connection = Schema.checkpointer(file)) {
      Schema.run(connection, "VACUUM");
      if (Schema.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
        throw new SQLException("somebody reads an old state of the database");
      }
    }
  }

  @Override
  public @Nullable Alone tryAlone() throws LedgerUnavailableException {
    return alone.tryAcquire() ? alone::release : null;
  }
}
