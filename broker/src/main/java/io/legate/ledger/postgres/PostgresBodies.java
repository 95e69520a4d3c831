package io.legate.ledger.postgres;

import io.legate.ledger.Bodies;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.RemovedBodies;
import io.legate.ledger.Snapshot;
import io.legate.ledger.StreamId;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The bodies in a database that several nodes write to.
///
/// What is removed is in no table any more, and so in no dump. Its bytes stay in the database's
/// files until their pages are written anew, and in its write-ahead log, replicas and backups for
/// as long as those are kept.
final class PostgresBodies implements Bodies {

  private final Pools pools;

  PostgresBodies(Pools pools) {
    this.pools = pools;
  }

  @Override
  public List<Mention> mentions(byte[] text, int node, LeafIndex from, int leaves)
      throws LedgerUnavailableException {
    String sql =
        "SELECT stream, seq, leaf, kind FROM legate.event WHERE node = ? AND leaf >= ?"
            + " AND leaf < ? AND position(? IN body) > 0 ORDER BY leaf";
    try (Connection connection = pools.reader();
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, node);
      query.setLong(2, from.value());
      query.setLong(3, from.value() + leaves);
      query.setBytes(4, text);
      var found = new ArrayList<Mention>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          var id = new RecordId(stream(rows), rows.getLong(2));
          found.add(new Mention(id, new LeafIndex(rows.getLong(3)), rows.getInt(4)));
        }
      }
      return found;
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    }
  }

  private static StreamId stream(ResultSet row) throws SQLException {
    return new StreamId(row.getObject(1, UUID.class));
  }

  @Override
  public List<Rest> records(StreamId stream) throws LedgerUnavailableException {
    String sql =
        "SELECT seq, node, leaf, at, kind, hash, body IS NOT NULL FROM legate.event"
            + " WHERE stream = ? ORDER BY seq";
    try (Connection connection = pools.reader();
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, stream.value());
      var found = new ArrayList<Rest>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Rest(
                  new RecordId(stream, rows.getLong(1)),
                  rows.getInt(2),
                  new LeafIndex(rows.getLong(3)),
                  Instant.ofEpochMilli(rows.getLong(4)),
                  rows.getInt(5),
                  Hash.of(rows.getBytes(6)),
                  rows.getBoolean(7)));
        }
      }
      return found;
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    }
  }

  @Override
  public List<Oldest> oldest(@Nullable StreamId after, int max) throws LedgerUnavailableException {
    String sql =
        "SELECT stream, kind, at FROM legate.event WHERE stream > ? AND seq = 1"
            + " AND body IS NOT NULL AND kind <> "
            + RemovedBodies.KIND
            + " ORDER BY stream LIMIT ?";
    try (Connection connection = pools.reader();
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, (after == null ? StreamId.CONTROL : after).value());
      query.setInt(2, max);
      var found = new ArrayList<Oldest>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Oldest(stream(rows), rows.getInt(2), Instant.ofEpochMilli(rows.getLong(3))));
        }
      }
      return found;
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    }
  }

  @Override
  public void remove(List<RecordId> records) throws LedgerUnavailableException {
    if (records.size() > REMOVED_MAX) {
      throw new IllegalArgumentException("at most 1024 records are removed at once");
    }
    try (Connection connection = pools.reader();
        PreparedStatement remove =
            connection.prepareStatement("SELECT legate.remove_bodies(?, ?)")) {
      remove.setObject(1, records.stream().map(each -> each.stream().value()).toArray(UUID[]::new));
      remove.setObject(2, records.stream().mapToLong(RecordId::seq).toArray());
      remove.execute();
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    }
  }

  /// Keeps a snapshot, unless what it was made from has been removed.
  static void put(Connection connection, Snapshot snapshot) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement("SELECT legate.put_snapshot(?, ?, ?, ?)")) {
      put.setObject(1, snapshot.stream().value());
      put.setLong(2, snapshot.seq());
      put.setBytes(3, snapshot.hash().bytes());
      put.setBytes(4, snapshot.state());
      put.execute();
    }
  }

  /// Cleans the tables, so that what was removed is overwritten by what comes next. Only a table
  /// that is written anew (`VACUUM FULL`, which holds every append up) has nothing of it at once;
  /// when to do that is the operator's to say.
  @Override
  public boolean scrub() throws LedgerUnavailableException {
    try (Connection connection = pools.single();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM legate.event");
      statement.execute("VACUUM legate.event_secret");
      statement.execute("VACUUM legate.snapshot");
      return false;
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    }
  }

  /// The right is the connection's: it ends with it, also where this process does.
  @Override
  public @Nullable Alone tryAlone() throws LedgerUnavailableException {
    Connection held = null;
    boolean given = false;
    try {
      held = pools.single();
      try (Statement statement = held.createStatement();
          ResultSet row = statement.executeQuery("SELECT legate.try_alone()")) {
        given = row.next() && row.getBoolean(1);
      }
      Connection connection = held;
      return given ? () -> closeQuietly(connection) : null;
    } catch (SQLException e) {
      throw PostgresLedger.unavailable(e);
    } finally {
      if (!given) {
        closeQuietly(held);
      }
    }
  }

  private static void closeQuietly(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // Whatever it held has ended with it.
    }
  }
}
