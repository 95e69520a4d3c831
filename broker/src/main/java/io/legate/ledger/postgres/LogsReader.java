package io.legate.ledger.postgres;

import io.legate.ledger.EventPlace;
import io.legate.ledger.Heads;
import io.legate.ledger.LogHead;
import io.legate.ledger.LogSizes;
import io.legate.ledger.Logs;
import io.legate.ledger.Removals;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamHead;
import io.legate.ledger.StreamId;
import io.legate.merkle.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads across the logs of all nodes, on one connection. Each method is one statement and sees one
/// moment.
final class LogsReader {

  private final Connection connection;

  LogsReader(Connection connection) {
    this.connection = connection;
  }

  Heads heads(int node, StreamId stream) throws SQLException {
    String sql =
        """
        SELECT e.seq, e.hash, e.at, e.node, c.seq, l.term, l.size, k.hash
          FROM legate.control_head c
          JOIN legate.log_head l ON l.node = ?
          LEFT JOIN LATERAL (SELECT seq, hash, at, node FROM legate.event
                              WHERE stream = ? ORDER BY seq DESC LIMIT 1) e ON true
          LEFT JOIN legate.event k ON k.stream = ? AND k.seq = c.seq
        """;
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, node);
      query.setObject(2, stream.value());
      query.setObject(3, StreamId.CONTROL.value());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("the log's head is gone");
        }
        byte[] hash = row.getBytes(2);
        var last =
            hash == null
                ? null
                : new StreamHead(
                    row.getLong(1), Hash.of(hash), Instant.ofEpochMilli(row.getLong(3)));
        byte[] control = row.getBytes(8);
        return new Heads(
            last,
            row.getInt(4),
            row.getLong(5),
            control == null ? null : Hash.of(control),
            row.getLong(6),
            row.getLong(7));
      }
    }
  }

  List<LogHead> logHeads() throws SQLException {
    var heads = new ArrayList<LogHead>();
    String sql = "SELECT " + Rows.HEAD + " FROM legate.log_head ORDER BY node";
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        heads.add(Rows.head(rows));
      }
    }
    return heads;
  }

  /// The kind is written out, or the index over these few rows would not be used.
  List<StoredEvent> listed(@Nullable EventPlace before, int max) throws SQLException {
    String sql =
        "SELECT %s FROM %s WHERE e.kind = %s AND (e.at, e.node, e.leaf) < (?, ?, ?)"
                .formatted(Rows.EVENT, Rows.EVENTS, Logs.LISTED_KIND)
            + " ORDER BY e.at DESC, e.node DESC, e.leaf DESC LIMIT ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setLong(1, before == null ? Long.MAX_VALUE : before.at().toEpochMilli());
      query.setInt(2, before == null ? Integer.MAX_VALUE : before.node());
      query.setLong(3, before == null ? Long.MAX_VALUE : before.leaf().value());
      query.setInt(4, max);
      return Rows.events(query);
    }
  }

  Removals removals(LogSizes after, int max) throws SQLException {
    String sql =
        """
        SELECT %s, l.node, l.size
          FROM legate.log_head l
          LEFT JOIN unnest(?::int[], ?::bigint[]) AS a(node, size) ON a.node = l.node
          LEFT JOIN LATERAL (SELECT * FROM legate.event
                              WHERE node = l.node AND leaf >= coalesce(a.size, 0) AND %s
                              ORDER BY leaf LIMIT ?) e ON true
          LEFT JOIN legate.event_secret s ON s.stream = e.stream AND s.seq = e.seq
         ORDER BY l.node, e.leaf
        """
            .formatted(Rows.EVENT, Logs.REMOVAL_KINDS);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setObject(1, after.leaves().keySet().stream().mapToInt(Integer::intValue).toArray());
      query.setObject(2, after.leaves().values().stream().mapToLong(Long::longValue).toArray());
      query.setInt(3, max);
      try (ResultSet rows = query.executeQuery()) {
        return removals(rows, max);
      }
    }
  }

  /// A log without any has one row, without an event.
  private static Removals removals(ResultSet rows, int max) throws SQLException {
    var found = new ArrayList<StoredEvent>();
    var heads = new TreeMap<Integer, Long>();
    var upTo = new TreeMap<Integer, Long>();
    var counts = new TreeMap<Integer, Integer>();
    while (rows.next()) {
      int node = rows.getInt(12);
      heads.put(node, rows.getLong(13));
      upTo.putIfAbsent(node, rows.getLong(13));
      if (rows.getObject(1) == null) {
        continue;
      }
      StoredEvent event = Rows.event(rows);
      found.add(event);
      if (counts.merge(node, 1, Integer::sum) == max) {
        upTo.put(node, event.leaf().value() + 1);
      }
    }
    return new Removals(found, LogSizes.of(upTo), LogSizes.of(heads));
  }
}
