package io.legate.ledger.postgres;

import io.legate.ledger.Ledger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/// Appends that write no event: `legate.try_append`.
final class Trials {

  private Trials() {}

  static Ledger.Trial run(Connection connection, int node, long term, Instant now)
      throws SQLException {
    try (PreparedStatement call =
        connection.prepareStatement("SELECT legate.try_append(?, ?, ?, ?)")) {
      call.setInt(1, node);
      call.setLong(2, term);
      call.setLong(3, now.toEpochMilli());
      call.setInt(4, Math.toIntExact(AppendCall.SKEW_MAX.toMillis()));
      try (ResultSet row = call.executeQuery()) {
        row.next();
        String said = row.getString(1);
        if (call.getWarnings() != null || connection.getWarnings() != null) {
          throw new SQLException("the trial was not as sure as an append must be", "08P01");
        }
        return switch (said) {
          case "taken" -> Ledger.Trial.TAKEN;
          case "clock" -> Ledger.Trial.CLOCK_SKEW;
          default -> Ledger.Trial.FENCED;
        };
      }
    }
  }
}
