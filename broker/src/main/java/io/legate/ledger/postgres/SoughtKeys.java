package io.legate.ledger.postgres;

import io.legate.ledger.Ledger.Claim;
import io.legate.ledger.OnceKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keys that are looked up together, column by column, and what is found of them.
final class SoughtKeys {

  private final List<OnceKey> keys;

  SoughtKeys(List<OnceKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /// Sets four parameters: buckets and names, and whose places where, null for a key that takes
  /// none.
  void bind(Connection connection, PreparedStatement query) throws SQLException {
    int count = keys.size();
    var buckets = new Integer[count];
    var names = new byte[count][];
    var places = new @Nullable Integer[count];
    var owners = new byte @Nullable [count][];
    for (int i = 0; i < count; i++) {
      OnceKey key = keys.get(i);
      buckets[i] = key.bucket();
      names[i] = key.key();
      if (key.places() != null) {
        var owner = OnceClaims.Owner.of(key);
        places[i] = owner.bucket();
        owners[i] = owner.owner().value();
      }
    }
    query.setArray(1, connection.createArrayOf("int4", buckets));
    query.setArray(2, connection.createArrayOf("bytea", names));
    query.setArray(3, connection.createArrayOf("int4", places));
    query.setArray(4, connection.createArrayOf("bytea", owners));
  }

  /// Reads rows of the floor, a key's number from 1, whether it is claimed and by whom, and how
  /// many of its owner's places are taken.
  OnceClaims.Standing standing(ResultSet rows) throws SQLException {
    Map<OnceClaims.Name, Claim> claims = new HashMap<>();
    Map<OnceClaims.Owner, Integer> taken = new HashMap<>();
    int floor = 0;
    while (rows.next()) {
      floor = rows.getInt(1);
      int number = rows.getInt(2);
      if (number > 0) {
        OnceKey key = keys.get(number - 1);
        if (rows.getBoolean(3)) {
          claims.put(OnceClaims.Name.of(key), new Claim(rows.getBytes(4)));
        }
        if (key.places() != null) {
          taken.put(OnceClaims.Owner.of(key), rows.getInt(5));
        }
      }
    }
    return new OnceClaims.Standing(floor, claims, taken);
  }
}
