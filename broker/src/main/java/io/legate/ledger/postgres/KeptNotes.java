package io.legate.ledger.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/// Signed notes beside the logs: each is replaced by the next.
final class KeptNotes {

  static final String PUT_CHECKPOINT =
      "INSERT INTO legate.checkpoint VALUES (?, ?)"
          + " ON CONFLICT (node) DO UPDATE SET note = excluded.note";

  static final String PUT_COSIGNED =
      "INSERT INTO legate.cosigned VALUES (?, ?, ?)"
          + " ON CONFLICT (node, witness) DO UPDATE SET note = excluded.note";

  private KeptNotes() {}

  static void put(PreparedStatement put, int node, String... texts) throws SQLException {
    put.setInt(1, node);
    for (int i = 0; i < texts.length; i++) {
      put.setString(i + 2, texts[i]);
    }
    put.executeUpdate();
  }
}
