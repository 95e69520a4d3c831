package io.legate.ledger.sqlite;

import io.legate.ledger.Entry;
import io.legate.ledger.LogHead;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.TreeSize;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/// How values stand in the tables: ids as 16 bytes in order, instants as milliseconds.
final class Rows {

  /// The columns that [#event] reads, in its order.
  static final String EVENT = "leaf, stream, seq, control, at, kind, op, hash, body, secret";

  private Rows() {}

  static byte[] bytes(StreamId stream) {
    UUID id = stream.value();
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /// @throws IllegalArgumentException unless they are what [#bytes] writes: a longer value is found
  ///   by no query for a stream
  static StreamId stream(byte[] bytes) {
    if (bytes.length != 2 * Long.BYTES) {
      throw new IllegalArgumentException("the id of a stream has 16 bytes");
    }
    var buffer = ByteBuffer.wrap(bytes);
    return new StreamId(new UUID(buffer.getLong(), buffer.getLong()));
  }

  /// Reads an event.
  ///
  /// @throws IllegalArgumentException if a value has not the form of one
  static StoredEvent event(ResultSet row, int node) throws SQLException {
    return new StoredEvent(
        stream(row.getBytes(2)),
        row.getLong(3),
        node,
        new LeafIndex(row.getLong(1)),
        row.getLong(4),
        Instant.ofEpochMilli(row.getLong(5)),
        kind(row.getLong(6)),
        row.getBytes(7),
        Hash.of(row.getBytes(8)),
        row.getBytes(9),
        row.getBytes(10));
  }

  /// A column holds 64 bits, and reading it as an `int` would drop half of them: queries by kind
  /// would not find what every reader takes for that kind.
  private static int kind(long kind) {
    if (kind < 0 || kind > Entry.KIND_MAX) {
      throw new IllegalArgumentException("a kind is a number from 0 to 32767");
    }
    return (int) kind;
  }

  /// The columns that [#head] reads, in its order.
  static final String HEAD = "node, term, size, frontier, root";

  static LogHead head(ResultSet row) throws SQLException {
    var size = new TreeSize(row.getLong(3));
    return new LogHead(row.getInt(1), row.getLong(2), Frontier.of(size, row.getBytes(4)));
  }
}
