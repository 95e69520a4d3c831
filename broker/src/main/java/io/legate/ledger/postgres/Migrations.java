package io.legate.ledger.postgres;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the tables and functions to the version that this code knows. Of nodes that start at the
/// same time one does it and the others wait.
final class Migrations {

  /// The number of an advisory lock, which is nobody else's by being random.
  private static final long LOCK = 0x6c65_6761_7465_d05dL;

  private Migrations() {}

  /// @throws LedgerUnavailableException if the database cannot be reached, does not let us, or has
  ///   a version that is not known here
  static void run(DataSource source) throws LedgerUnavailableException {
    // Flyway's own lock is in the schema, so that it cannot guard the schema's making.
    try (Connection alone = source.getConnection()) {
      lock(alone);
      migrate(source);
    } catch (SQLException | FlywayException e) {
      throw new LedgerUnavailableException(
          Reason.NOT_WRITTEN, "the database cannot be brought to this version", e);
    }
  }

  /// Until the connection is closed.
  private static void lock(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement("SELECT pg_advisory_lock(?)")) {
      lock.setLong(1, LOCK);
      lock.execute();
    }
  }

  private static void migrate(DataSource source) {
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(source)
        .schemas("legate")
        .defaultSchema("legate")
        .table("schema_history")
        .locations("classpath:io/legate/ledger/postgres")
        .ignoreMigrationPatterns(new String[0])
        .failOnMissingLocations(true)
        .load()
        .migrate();
  }
}
