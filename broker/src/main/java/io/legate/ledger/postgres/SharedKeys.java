package io.legate.ledger.postgres;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Secret keys that all nodes on a database have in common. Whoever asks first makes one; it is
/// never changed and never logged.
final class SharedKeys {

  private SharedKeys() {}

  /// Returns the key of that name.
  static byte[] of(Connection connection, String name, int bytes) throws SQLException {
    var fresh = new byte[bytes];
    new SecureRandom().nextBytes(fresh);
    try (PreparedStatement make =
        connection.prepareStatement(
            "INSERT INTO legate.shared_key VALUES (?, ?) ON CONFLICT DO NOTHING")) {
      make.setString(1, name);
      make.setBytes(2, fresh);
      make.executeUpdate();
    }
    // A statement of its own: it sees what another node committed meanwhile.
    try (PreparedStatement query =
        connection.prepareStatement("SELECT value FROM legate.shared_key WHERE name = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("a shared key is gone");
        }
        return row.getBytes(1);
      }
    }
  }
}
