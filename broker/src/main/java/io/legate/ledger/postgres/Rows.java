package io.legate.ledger.postgres;

import io.legate.ledger.LogHead;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.TreeSize;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// How values stand in the tables.
final class Rows {

  /// The columns that [#event] reads, in its order, of `event e` and `event_secret s`.
  static final String EVENT =
      "e.stream, e.seq, e.node, e.leaf, e.control, e.at, e.kind, e.op, e.hash, e.body, s.secret";

  /// The tables that [#EVENT] is read from.
  static final String EVENTS = "legate.event e LEFT JOIN legate.event_secret s USING (stream, seq)";

  /// The columns that [#head] reads, in its order.
  static final String HEAD = "node, term, size, frontier, root";

  private Rows() {}

  static StoredEvent event(ResultSet row) throws SQLException {
    return new StoredEvent(
        new StreamId(row.getObject(1, UUID.class)),
        row.getLong(2),
        row.getInt(3),
        new LeafIndex(row.getLong(4)),
        row.getLong(5),
        Instant.ofEpochMilli(row.getLong(6)),
        row.getInt(7),
        row.getBytes(8),
        Hash.of(row.getBytes(9)),
        row.getBytes(10),
        row.getBytes(11));
  }

  /// Returns the events that a query finds.
  static List<StoredEvent> events(PreparedStatement query) throws SQLException {
    var events = new ArrayList<StoredEvent>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        events.add(event(rows));
      }
    }
    return events;
  }

  static LogHead head(ResultSet row) throws SQLException {
    var size = new TreeSize(row.getLong(3));
    return new LogHead(row.getInt(1), row.getLong(2), Frontier.of(size, row.getBytes(4)));
  }
}
