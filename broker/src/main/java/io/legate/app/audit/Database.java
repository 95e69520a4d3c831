package io.legate.app.audit;

import io.legate.audit.KeptLog;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.postgres.PostgresLogs;
import io.legate.ledger.postgres.PostgresTarget;
import io.legate.ledger.sqlite.SqliteLogFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The logs of one ledger, open for reading.
///
/// @param logs of all nodes, by number
/// @param end closes it
record Database(List<KeptLog> logs, Closing end) implements AutoCloseable {

  /// How a database is closed.
  @FunctionalInterface
  interface Closing {
    void run() throws LedgerUnavailableException;
  }

  Database {
    logs = List.copyOf(logs);
  }

  /// Opens what is named: a data folder, or the address of a PostgreSQL database, whose user and
  /// password may stand in `PGUSER` and `PGPASSWORD`.
  ///
  /// @throws IllegalArgumentException if the address is none
  static Database open(@Nullable Path folder, @Nullable String address)
      throws LedgerUnavailableException {
    if (folder != null) {
      var log = SqliteLogFile.open(folder);
      return new Database(List.of(log), log::close);
    }
    if (address == null) {
      throw new IllegalArgumentException("name a data folder or the address of a database");
    }
    var environment = System.getenv();
    var target =
        PostgresTarget.of(address, environment.get("PGUSER"), environment.get("PGPASSWORD"), true);
    var logs = PostgresLogs.open(target);
    return new Database(logs.logs(), logs::close);
  }

  @Override
  public void close() throws LedgerUnavailableException {
    end.run();
  }
}
