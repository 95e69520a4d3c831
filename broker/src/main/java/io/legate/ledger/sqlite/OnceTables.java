package io.legate.ledger.sqlite;

import io.legate.ledger.OnceKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The `once` keys, a table for each bucket, as the writer sees them. Not safe for use from many
/// threads: the writer's lock guards it.
final class OnceTables {

  private static final String PREFIX = "once_bucket_";

  private final Connection writer;
  private final TreeSet<Integer> buckets = new TreeSet<>();
  private final Map<Integer, PreparedStatement> inserts = new HashMap<>();
  private int floor;

  OnceTables(Connection writer) throws SQLException {
    this.writer = writer;
    this.floor = Schema.number(writer, "SELECT bucket FROM once_floor");
    try (var tables =
            writer.prepareStatement("SELECT name FROM sqlite_schema WHERE name GLOB ?||'*'");
        ResultSet names = named(tables)) {
      while (names.next()) {
        buckets.add(Integer.valueOf(names.getString(1).substring(PREFIX.length())));
      }
    }
  }

  private static ResultSet named(PreparedStatement tables) throws SQLException {
    tables.setString(1, PREFIX);
    return tables.executeQuery();
  }

  static String table(int bucket) {
    return PREFIX + bucket;
  }

  /// Makes the tables of a key's buckets. Outside any transaction, because a rollback would take
  /// them away from under their statements.
  void prepare(OnceKey key) throws SQLException {
    prepare(key.bucket());
    if (key.places() != null) {
      prepare(key.places().bucket());
    }
  }

  private void prepare(int bucket) throws SQLException {
    if (!isDropped(bucket) && !buckets.contains(bucket)) {
      Schema.run(
          writer,
          "CREATE TABLE IF NOT EXISTS %s (key BLOB PRIMARY KEY, owner BLOB) STRICT, WITHOUT ROWID"
              .formatted(table(bucket)));
      buckets.add(bucket);
    }
  }

  /// Claims a key within the transaction, and its place where this is the first claim.
  ///
  /// @return what was taken already, null where nothing was
  @Nullable OnceKey claim(OnceKey key) throws SQLException {
    if (isDropped(key.bucket())) {
      return key;
    }
    if (!insert(key)) {
      return isOwners(key) ? null : key;
    }
    return key.places() == null ? null : claimPlace(key, key.places().max());
  }

  private @Nullable OnceKey claimPlace(OnceKey key, int places) throws SQLException {
    for (int i = 0; i < places; i++) {
      OnceKey place = key.place(i);
      if (!isDropped(place.bucket()) && insert(place)) {
        return null;
      }
    }
    return key.place(places - 1);
  }

  /// Returns whether the key was not there.
  private boolean insert(OnceKey key) throws SQLException {
    PreparedStatement insert = inserts.get(key.bucket());
    if (insert == null) {
      insert =
          writer.prepareStatement(
              "INSERT INTO %s (key, owner) VALUES (?, ?) ON CONFLICT DO NOTHING"
                  .formatted(table(key.bucket())));
      inserts.put(key.bucket(), insert);
    }
    insert.setBytes(1, key.key());
    insert.setBytes(2, key.owner());
    return insert.executeUpdate() == 1;
  }

  private boolean isOwners(OnceKey key) throws SQLException {
    String sql = "SELECT owner FROM %s WHERE key = ?".formatted(table(key.bucket()));
    try (PreparedStatement select = writer.prepareStatement(sql)) {
      select.setBytes(1, key.key());
      try (ResultSet row = select.executeQuery()) {
        return row.next() && key.isCompatibleWith(row.getBytes(1));
      }
    }
  }

  private boolean isDropped(int bucket) {
    return bucket != OnceKey.FOR_EVER && bucket < floor;
  }

  /// Drops every bucket below this one. The floor is raised first and in the same transaction, so
  /// that no moment lets a forgotten key pass.
  void dropBefore(int bucket) throws SQLException {
    if (bucket <= floor) {
      return;
    }
    Schema.run(writer, "UPDATE once_floor SET bucket = " + bucket);
    floor = bucket;
    for (Iterator<Integer> known = buckets.iterator(); known.hasNext(); ) {
      int old = known.next();
      if (isDropped(old)) {
        PreparedStatement insert = inserts.remove(old);
        if (insert != null) {
          insert.close();
        }
        Schema.run(writer, "DROP TABLE " + table(old));
        known.remove();
      }
    }
  }
}
