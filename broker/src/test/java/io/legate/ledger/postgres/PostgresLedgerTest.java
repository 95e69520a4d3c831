package io.legate.ledger.postgres;

import static java.util.Objects.requireNonNull;

import io.legate.ledger.Ledger;
import io.legate.ledger.LedgerContract;
import io.legate.ledger.server.PostgresServer;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class PostgresLedgerTest extends LedgerContract {

  private static @Nullable String database;

  private @Nullable PostgresLedger ledger;

  @Override
  protected Ledger fresh(InstantSource own) throws Exception {
    var server = PostgresServer.shared();
    String name = database;
    if (name == null) {
      name = server.newDatabase();
      database = name;
      open(name).close();
      Databases.stopClock(server, name, own.instant());
    }
    server.reset(name);
    return open(name);
  }

  @Override
  protected Ledger reopen(Ledger before) throws Exception {
    ((PostgresLedger) before).close();
    return open(requireNonNull(database));
  }

  private PostgresLedger open(String name) throws Exception {
    var opened = Databases.open(PostgresServer.shared(), name, 3);
    ledger = opened;
    return opened;
  }

  @AfterEach
  void verifyAndClose() throws Exception {
    PostgresLedger last = ledger;
    if (last != null) {
      last.verify();
      last.close();
    }
  }
}
