package io.legate.ledger.sqlite;

import io.legate.ledger.EventPlace;
import io.legate.ledger.Heads;
import io.legate.ledger.Ledger.Claim;
import io.legate.ledger.LogHead;
import io.legate.ledger.LogSizes;
import io.legate.ledger.Logs;
import io.legate.ledger.Removals;
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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A reading connection with its statements, prepared once. Used by one thread at a time. Each
/// statement sees everything committed before it began.
final class Reader implements AutoCloseable {

  private final Connection connection;
  private final int node;
  private final PreparedStatement stream;
  private final PreparedStatement head;
  private final PreparedStatement log;
  private final PreparedStatement listed;
  private final PreparedStatement removals;
  private final PreparedStatement size;
  private final PreparedStatement logHead;
  private final PreparedStatement control;
  private final PreparedStatement bucket;

  Reader(Connection connection, int node) throws SQLException {
    this.connection = connection;
    this.node = node;
    this.stream =
        connection.prepareStatement(
            "SELECT "
                + Rows.EVENT
                + " FROM event WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?");
    this.head =
        connection.prepareStatement(
            "SELECT seq, hash, at FROM event WHERE stream = ? ORDER BY seq DESC LIMIT 1");
    this.log =
        connection.prepareStatement(
            "SELECT " + Rows.EVENT + " FROM event WHERE leaf >= ? ORDER BY leaf LIMIT ?");
    // The kind is written out, or the index over these few rows would not be used.
    this.listed =
        connection.prepareStatement(
            "SELECT "
                + Rows.EVENT
                + " FROM event WHERE kind = "
                + Logs.LISTED_KIND
                + " AND (at, leaf) < (?, ?) ORDER BY at DESC, leaf DESC LIMIT ?");
    this.removals =
        connection.prepareStatement(
            "SELECT "
                + Rows.EVENT
                + " FROM event WHERE "
                + Logs.REMOVAL_KINDS
                + " AND leaf >= ? ORDER BY leaf LIMIT ?");
    this.size = connection.prepareStatement("SELECT size FROM log_head");
    this.logHead = connection.prepareStatement("SELECT " + Rows.HEAD + " FROM log_head");
    this.control = connection.prepareStatement("SELECT seq FROM control_head");
    this.bucket = connection.prepareStatement("SELECT 1 FROM sqlite_schema WHERE name = ?");
  }

  /// The connection, for statements that are seldom needed.
  Connection connection() {
    return connection;
  }

  List<StoredEvent> stream(StreamId id, long after, int max) throws SQLException {
    stream.setBytes(1, Rows.bytes(id));
    stream.setLong(2, after);
    stream.setInt(3, max);
    return events(stream);
  }

  List<StoredEvent> log(LeafIndex from, int max) throws SQLException {
    log.setLong(1, from.value());
    log.setInt(2, max);
    return events(log);
  }

  List<Hash> leafHashes(LeafIndex from, int max) throws SQLException {
    var hashes = new ArrayList<Hash>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT hash FROM event WHERE leaf >= ? ORDER BY leaf LIMIT ?")) {
      query.setLong(1, from.value());
      query.setInt(2, max);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          hashes.add(Hash.of(rows.getBytes(1)));
        }
      }
    }
    return hashes;
  }

  Optional<String> checkpoint() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT note FROM checkpoint");
        ResultSet row = query.executeQuery()) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  List<String> cosigned() throws SQLException {
    var notes = new ArrayList<String>();
    try (PreparedStatement query = connection.prepareStatement("SELECT note FROM cosigned");
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        notes.add(rows.getString(1));
      }
    }
    return notes;
  }

  /// This node's events only: of those of the same millisecond in other logs all, or none, stand
  /// before.
  List<StoredEvent> listed(@Nullable EventPlace before, int max) throws SQLException {
    listed.setLong(1, before == null ? Long.MAX_VALUE : before.at().toEpochMilli());
    listed.setLong(2, leafBefore(before));
    listed.setInt(3, max);
    return events(listed);
  }

  private long leafBefore(@Nullable EventPlace before) {
    if (before == null || node < before.node()) {
      return Long.MAX_VALUE;
    }
    return node > before.node() ? 0 : before.leaf().value();
  }

  /// The log's end first: what is added meanwhile is left for next time.
  Removals removals(LogSizes after, int max) throws SQLException {
    long end;
    try (ResultSet row = size.executeQuery()) {
      end = row.getLong(1);
    }
    removals.setLong(1, after.of(node).leaves());
    removals.setInt(2, max);
    var found = events(removals);
    found.removeIf(event -> event.leaf().value() >= end);
    long upTo = found.size() < max ? end : found.getLast().leaf().value() + 1;
    return new Removals(found, LogSizes.of(Map.of(node, upTo)), LogSizes.of(Map.of(node, end)));
  }

  private List<StoredEvent> events(PreparedStatement query) throws SQLException {
    var events = new ArrayList<StoredEvent>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        events.add(Rows.event(rows, node));
      }
    }
    return events;
  }

  @Nullable StreamHead head(StreamId id) throws SQLException {
    head.setBytes(1, Rows.bytes(id));
    try (ResultSet row = head.executeQuery()) {
      return row.next()
          ? new StreamHead(
              row.getLong(1), Hash.of(row.getBytes(2)), Instant.ofEpochMilli(row.getLong(3)))
          : null;
    }
  }

  /// Where everything ends, in a statement of its own.
  Heads heads(StreamId id) throws SQLException {
    String sql =
        """
        SELECT e.seq, e.hash, e.at, c.seq, l.term, l.size, k.hash
          FROM control_head c, log_head l
          LEFT JOIN (SELECT seq, hash, at FROM event WHERE stream = ? ORDER BY seq DESC LIMIT 1) e
          LEFT JOIN event k ON k.stream = ? AND k.seq = c.seq
        """;
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setBytes(1, Rows.bytes(id));
      query.setBytes(2, Rows.bytes(StreamId.CONTROL));
      try (ResultSet row = query.executeQuery()) {
        byte[] hash = row.getBytes(2);
        var last =
            hash == null
                ? null
                : new StreamHead(
                    row.getLong(1), Hash.of(hash), Instant.ofEpochMilli(row.getLong(3)));
        byte[] control = row.getBytes(7);
        return new Heads(
            last,
            last == null ? 0 : node,
            row.getLong(4),
            control == null ? null : Hash.of(control),
            row.getLong(5),
            row.getLong(6));
      }
    }
  }

  LogHead logHead() throws SQLException {
    try (ResultSet row = logHead.executeQuery()) {
      return Rows.head(row);
    }
  }

  long controlSeq() throws SQLException {
    try (ResultSet row = control.executeQuery()) {
      return row.getLong(1);
    }
  }

  @Nullable Claim claim(int inBucket, byte[] key) throws SQLException {
    String table = OnceTables.table(inBucket);
    bucket.setString(1, table);
    try (ResultSet row = bucket.executeQuery()) {
      if (!row.next()) {
        return null;
      }
    }
    try (PreparedStatement claim =
        connection.prepareStatement("SELECT owner FROM " + table + " WHERE key = ?")) {
      claim.setBytes(1, key);
      try (ResultSet row = claim.executeQuery()) {
        return row.next() ? new Claim(row.getBytes(1)) : null;
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
