package io.legate.ledger.postgres;

import static java.util.Objects.requireNonNull;

import io.legate.ledger.Ledger;
import io.legate.ledger.SeveralNodesContract;
import io.legate.ledger.server.PostgresServer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class PostgresLogsTest extends SeveralNodesContract {

  private static @Nullable String database;

  private final List<PostgresLedger> opened = new ArrayList<>();

  @Override
  protected Ledger fresh(InstantSource own) throws Exception {
    var server = PostgresServer.shared();
    String name = database;
    if (name == null) {
      name = server.newDatabase();
      database = name;
      Databases.open(server, name, 3).close();
      Databases.stopClock(server, name, own.instant());
    }
    server.reset(name);
    return as(3);
  }

  @Override
  protected Ledger reopen(Ledger before) throws Exception {
    ((PostgresLedger) before).close();
    return as(3);
  }

  @Override
  protected Ledger as(int node) throws Exception {
    var ledger = Databases.open(PostgresServer.shared(), requireNonNull(database), node);
    opened.add(ledger);
    return ledger;
  }

  @AfterEach
  void close() {
    opened.forEach(PostgresLedger::close);
  }
}
