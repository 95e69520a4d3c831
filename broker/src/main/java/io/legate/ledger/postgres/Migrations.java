package io.legate.ledger.postgres;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the tables and functions to the version that this code knows. Of nodes that start at the
/// same time one does it and the others wait.
final class Migrations {

  private Migrations() {}

  /// @throws LedgerUnavailableException if the database cannot be reached, does not let us, or has
  ///   a version that is not known here
  static void run(DataSource source) throws LedgerUnavailableException {
    try {
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
    } catch (FlywayException e) {
      throw new LedgerUnavailableException(
          Reason.NOT_WRITTEN, "the database cannot be brought to this version", e);
    }
  }
}
