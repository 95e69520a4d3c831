package io.legate.ledger.postgres;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.server.PostgresServer;
import java.time.Instant;

/// Ledgers in the databases of a server for tests.
final class Databases {

  private Databases() {}

  static PostgresTarget target(PostgresServer server, String database) {
    return new PostgresTarget(server.url(database), server.user(), server.password(), false);
  }

  static PostgresLedger open(PostgresServer server, String database, int node)
      throws LedgerUnavailableException {
    return PostgresLedger.open(target(server, database), node);
  }

  /// Stops the ledger's own clock.
  static void stopClock(PostgresServer server, String database, Instant at) throws Exception {
    server.run(
        database,
        "CREATE OR REPLACE FUNCTION legate.ledger_clock() RETURNS timestamptz LANGUAGE sql AS "
            + "$$ SELECT timestamptz '%s' $$".formatted(at));
  }
}
