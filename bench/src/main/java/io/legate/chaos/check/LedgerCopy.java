package io.legate.chaos.check;

import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Everything in the ledger, read by SQL in one snapshot.
///
/// @param events by node, then leaf
/// @param heads of each node's log
/// @param control the control sequence as the ledger keeps it
public record LedgerCopy(List<Event> events, List<Head> heads, long control) {

  private static final int FETCH = 2_000;

  public LedgerCopy {
    events = List.copyOf(events);
    heads = List.copyOf(heads);
  }

  /// A log's head as the ledger keeps it.
  public record Head(int node, long size, byte[] root) {}

  /// Reads all of it.
  public static LedgerCopy read(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH);
      var heads = new ArrayList<Head>();
      try (ResultSet row =
          statement.executeQuery("SELECT node, size, root FROM legate.log_head ORDER BY node")) {
        while (row.next()) {
          heads.add(new Head(row.getInt(1), row.getLong(2), row.getBytes(3)));
        }
      }
      long control;
      try (ResultSet row = statement.executeQuery("SELECT seq FROM legate.control_head")) {
        control = row.next() ? row.getLong(1) : -1;
      }
      var events = new ArrayList<Event>();
      try (ResultSet row =
          statement.executeQuery(
              """
              SELECT stream, seq, node, leaf, control, at, kind, hash, body,
                     coalesce(extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000000, 0)::bigint
                FROM legate.event ORDER BY node, leaf
              """)) {
        while (row.next()) {
          events.add(event(row));
        }
      }
      return new LedgerCopy(events, heads, control);
    } finally {
      connection.rollback();
    }
  }

  private static Event event(ResultSet row) throws SQLException {
    byte[] bytes = row.getBytes(9);
    byte[] body = bytes == null ? new byte[0] : bytes;
    return new Event(
        row.getObject(1, UUID.class),
        row.getLong(2),
        row.getInt(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getInt(7),
        row.getLong(10),
        row.getBytes(8),
        body,
        read(body));
  }

  private static Json.Obj read(byte[] body) {
    try {
      return JsonReader.readObject(new String(body, StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      // Its hash will not be right either, which is what is told.
      return Json.Obj.EMPTY;
    }
  }

  /// The events of each stream, in order.
  Map<UUID, List<Event>> streams() {
    var streams = new LinkedHashMap<UUID, List<Event>>();
    for (Event event : events) {
      streams.computeIfAbsent(event.stream(), _ -> new ArrayList<>()).add(event);
    }
    streams.values().forEach(all -> all.sort(java.util.Comparator.comparingLong(Event::seq)));
    return streams;
  }
}
