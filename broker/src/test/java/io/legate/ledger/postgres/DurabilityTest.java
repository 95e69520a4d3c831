package io.legate.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.server.PostgresServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server that may lose what it acknowledged is refused, unless that was accepted.
class DurabilityTest {

  private PostgresServer server;
  private String database;

  @BeforeEach
  void database() throws Exception {
    server = PostgresServer.shared();
    database = server.newDatabase();
  }

  @Test
  void commitsThatDoNotWaitAreRefused() throws Exception {
    server.run("postgres", "ALTER DATABASE " + database + " SET synchronous_commit = off");
    refusedUnlessAccepted("`synchronous_commit` is `off`");
    server.run("postgres", "ALTER DATABASE " + database + " SET synchronous_commit = remote_write");
    refusedUnlessAccepted("`synchronous_commit` is `remote_write`");
    server.run("postgres", "ALTER DATABASE " + database + " SET synchronous_commit = remote_apply");
    Databases.open(server, database, 1).close();
  }

  @Test
  void replicasThatNobodyWaitsForAreRefused() throws Exception {
    server.run("postgres", "SELECT pg_create_physical_replication_slot('replica')");
    try {
      refusedUnlessAccepted("`synchronous_standby_names` names none of them");
    } finally {
      server.run("postgres", "SELECT pg_drop_replication_slot('replica')");
    }
    Databases.open(server, database, 1).close();
  }

  private void refusedUnlessAccepted(String why) throws Exception {
    assertThatThrownBy(() -> Databases.open(server, database, 1))
        .isInstanceOf(LedgerUnavailableException.class)
        .hasMessageContaining(why);
    var target = Databases.target(server, database);
    var accepting = new PostgresTarget(target.url(), target.user(), target.password(), true);
    try (var ledger = PostgresLedger.open(accepting, 1)) {
      assertThat(ledger.logHead().frontier().size().leaves()).isZero();
    }
  }
}
