package io.legate.ledger.postgres;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.ledger.Ledger;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Records;
import io.legate.ledger.RecordsContract;
import io.legate.ledger.server.PostgresServer;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresRecordsTest extends RecordsContract {

  private static @Nullable String database;

  private @Nullable PostgresLedger ledger;

  @Override
  protected Ledger fresh(InstantSource clock) throws Exception {
    var server = PostgresServer.shared();
    String name = database;
    if (name == null) {
      name = server.newDatabase();
      database = name;
      Databases.open(server, name, 3).close();
      Databases.stopClock(server, name, clock.instant());
    }
    server.reset(name);
    var opened = Databases.open(server, name, 3);
    ledger = opened;
    return opened;
  }

  @Override
  protected Records records() throws Exception {
    return PostgresRecords.open(
        Databases.target(PostgresServer.shared(), requireNonNull(database)));
  }

  @Test
  void aDatabaseWithoutALedgerGetsNone() throws Exception {
    var server = PostgresServer.shared();
    String empty = server.newDatabase();
    assertThatThrownBy(() -> PostgresRecords.open(Databases.target(server, empty)))
        .isInstanceOf(LedgerUnavailableException.class);
  }

  @AfterEach
  void close() {
    if (ledger != null) {
      ledger.close();
    }
  }
}
