package io.legate.ledger.postgres;

import io.legate.ledger.Ledger.Claim;
import io.legate.ledger.LogHead;
import io.legate.ledger.OnceKey;
import io.legate.ledger.Snapshot;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamHead;
import io.legate.ledger.StreamId;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads on one connection. Each statement sees everything committed before it began; the driver
/// keeps the statements prepared.
final class Reader {

  private final Connection connection;

  Reader(Connection connection) {
    this.connection = connection;
  }

  List<StoredEvent> stream(StreamId id, long after, int max) throws SQLException {
    String sql =
        "SELECT %s FROM %s WHERE e.stream = ? AND e.seq > ? ORDER BY e.seq LIMIT ?"
            .formatted(Rows.EVENT, Rows.EVENTS);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, id.value());
      query.setLong(2, after);
      query.setInt(3, max);
      return Rows.events(query);
    }
  }

  List<StoredEvent> log(int node, LeafIndex from, int max) throws SQLException {
    String sql =
        "SELECT %s FROM %s WHERE e.node = ? AND e.leaf >= ? ORDER BY e.leaf LIMIT ?"
            .formatted(Rows.EVENT, Rows.EVENTS);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, node);
      query.setLong(2, from.value());
      query.setInt(3, max);
      return Rows.events(query);
    }
  }

  List<Hash> leafHashes(int node, LeafIndex from, int max) throws SQLException {
    var hashes = new ArrayList<Hash>();
    String sql = "SELECT hash FROM legate.event WHERE node = ? AND leaf >= ? ORDER BY leaf LIMIT ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, node);
      query.setLong(2, from.value());
      query.setInt(3, max);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          hashes.add(Hash.of(rows.getBytes(1)));
        }
      }
    }
    return hashes;
  }

  @Nullable String checkpoint(int node) throws SQLException {
    String sql = "SELECT note FROM legate.checkpoint WHERE node = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, node);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  List<String> cosigned(int node) throws SQLException {
    String sql = "SELECT note FROM legate.cosigned WHERE node = ? ORDER BY witness";
    var notes = new ArrayList<String>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, node);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          notes.add(rows.getString(1));
        }
      }
    }
    return notes;
  }

  @Nullable StreamHead head(StreamId id) throws SQLException {
    String sql =
        "SELECT seq, hash, at FROM legate.event WHERE stream = ? ORDER BY seq DESC LIMIT 1";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, id.value());
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? new StreamHead(
                row.getLong(1), Hash.of(row.getBytes(2)), Instant.ofEpochMilli(row.getLong(3)))
            : null;
      }
    }
  }

  /// Returns the head of a node's log, or null where it has none yet.
  @Nullable LogHead logHead(int node) throws SQLException {
    String sql = "SELECT " + Rows.HEAD + " FROM legate.log_head WHERE node = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, node);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Rows.head(row) : null;
      }
    }
  }

  long controlSeq() throws SQLException {
    return number("SELECT seq FROM legate.control_head");
  }

  private long number(String sql) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("the control head is gone");
      }
      return row.getLong(1);
    }
  }

  @Nullable Claim claim(int bucket, byte[] key) throws SQLException {
    String sql = "SELECT owner FROM legate.once WHERE bucket = ? AND key = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, bucket);
      query.setBytes(2, key);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? new Claim(row.getBytes(1)) : null;
      }
    }
  }

  /// Returns what there is of these keys and of the places that they take: one question, however
  /// many there are, because every writer waits for the answer. Each key is looked up by itself
  /// within it; joined, the planner would read whole tables that it knows nothing of.
  OnceClaims.Standing standing(List<OnceKey> keys) throws SQLException {
    var sought = new SoughtKeys(keys);
    String sql =
        """
        SELECT c.once_floor, x.i, o.found, o.owner, p.taken
          FROM legate.control_head c
          LEFT JOIN unnest(?::int[], ?::bytea[], ?::int[], ?::bytea[])
               WITH ORDINALITY AS x(bucket, key, place, owner, i) ON true
          LEFT JOIN LATERAL (SELECT true AS found, owner FROM legate.once
                              WHERE bucket = x.bucket AND key = x.key LIMIT 1) o ON true
          LEFT JOIN LATERAL (SELECT taken FROM legate.once_place
                              WHERE bucket = x.place AND owner = x.owner LIMIT 1) p ON true
        """;
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      sought.bind(connection, query);
      try (ResultSet rows = query.executeQuery()) {
        return sought.standing(rows);
      }
    }
  }

  @Nullable Snapshot snapshot(StreamId stream) throws SQLException {
    String sql = "SELECT seq, hash, state FROM legate.snapshot WHERE stream = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, stream.value());
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? new Snapshot(stream, row.getLong(1), Hash.of(row.getBytes(2)), row.getBytes(3))
            : null;
      }
    }
  }
}
