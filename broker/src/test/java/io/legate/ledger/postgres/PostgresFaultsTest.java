package io.legate.ledger.postgres;

import static io.legate.ledger.Writing.AT;
import static io.legate.ledger.Writing.batch;
import static io.legate.ledger.Writing.entry;
import static io.legate.ledger.Writing.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.ledger.AppendResult;
import io.legate.ledger.AppendResult.Already;
import io.legate.ledger.AppendResult.Appended;
import io.legate.ledger.AppendResult.ControlMoved;
import io.legate.ledger.AppendResult.Fenced;
import io.legate.ledger.Batch;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.OutcomeUnknownException;
import io.legate.ledger.StreamId;
import io.legate.ledger.server.PostgresServer;
import io.legate.merkle.LeafIndex;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What breaks between a ledger and its database, and what is known afterwards.
class PostgresFaultsTest {

  private static final StreamId S = StreamId.at(AT);

  private static PostgresServer server;
  private static String database;

  @BeforeAll
  static void database() throws Exception {
    server = PostgresServer.shared();
    database = server.newDatabase();
    Databases.open(server, database, 1).close();
    Databases.stopClock(server, database, AT);
  }

  @BeforeEach
  void empty() throws Exception {
    server.reset(database);
  }

  private PostgresLedger open(int node) throws Exception {
    return Databases.open(server, database, node);
  }

  private PostgresLedger through(CuttingProxy proxy) throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database;
    return PostgresLedger.open(new PostgresTarget(url, server.user(), server.password(), false), 1);
  }

  @Test
  void anAnswerThatIsLostIsLearntBySendingAgain() throws Exception {
    try (var proxy = new CuttingProxy(server.port());
        var ledger = through(proxy)) {
      var batch = batch(ledger, 0, entry(1, S, 1, null, 0, "carried"));
      proxy.cutOnce("carried", CuttingProxy.Cut.BEFORE_THE_ANSWER);
      assertThatThrownBy(() -> ledger.append(batch)).isInstanceOf(OutcomeUnknownException.class);
      assertThat(ledger.append(batch)).isEqualTo(new Already());
      assertThat(ledger.log(new LeafIndex(0), 10)).hasSize(1);
      assertThat(ledger.verify()).isEqualTo(batch.after());
    }
  }

  @Test
  void aBatchThatNeverArrivedIsUnknownToo() throws Exception {
    try (var proxy = new CuttingProxy(server.port());
        var ledger = through(proxy)) {
      var batch = batch(ledger, 0, entry(1, S, 1, null, 0, "carried"));
      proxy.cutOnce("carried", CuttingProxy.Cut.BEFORE_ARRIVAL);
      assertThatThrownBy(() -> ledger.append(batch)).isInstanceOf(OutcomeUnknownException.class);
      assertThat(ledger.append(batch)).isEqualTo(new Appended());
      assertThat(ledger.verify()).isEqualTo(batch.after());
    }
  }

  @Test
  void anOutcomeStaysUnknownWhileTheDatabaseIsGone() throws Exception {
    var proxy = new CuttingProxy(server.port());
    try (proxy;
        var ledger = through(proxy)) {
      var first = batch(ledger, 0, entry(1, S, 1, null, 0, "carried"));
      var other = batch(ledger, 0, entry(1, S, 1, null, 0, "other"));
      proxy.cutOnce("carried", CuttingProxy.Cut.BEFORE_THE_ANSWER);
      assertThatThrownBy(() -> ledger.append(first)).isInstanceOf(OutcomeUnknownException.class);
      proxy.close();
      assertThatThrownBy(() -> ledger.append(first)).isInstanceOf(OutcomeUnknownException.class);
      // What was never sent is known not to be there.
      assertThatThrownBy(() -> ledger.append(other)).isInstanceOf(LedgerUnavailableException.class);
    }
    try (var again = open(1)) {
      assertThat(again.log(new LeafIndex(0), 10)).hasSize(1);
    }
  }

  @Test
  void aConnectionThatIsEndedWhileItWaitsLeavesNothingBehind() throws Exception {
    try (var ledger = open(1);
        Connection holder = server.connect(database);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var batch = batch(ledger, 0, entry(1, S, 1, null, 0, "waits"));
      holder.setAutoCommit(false);
      run(holder, "SELECT legate.lock_control(false)");
      var appending = executor.submit(() -> ledger.append(batch));
      endWhoeverWaits();
      assertThatThrownBy(() -> appending.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(OutcomeUnknownException.class);
      holder.rollback();
      assertThat(ledger.append(batch)).isEqualTo(new Appended());
      assertThat(ledger.verify()).isEqualTo(batch.after());
    }
  }

  private void endWhoeverWaits() throws Exception {
    String sql =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = '%s' AND wait_event = 'advisory'".formatted(database);
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 2_000; i++) {
        try (ResultSet rows = statement.executeQuery(sql)) {
          if (rows.next()) {
            return;
          }
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
    throw new AssertionError("nobody waits for the control lock");
  }

  @Test
  void aHeldControlLockIsAnOutcomeToAskForAgain() throws Exception {
    try (var ledger = open(1);
        Connection holder = server.connect(database)) {
      var batch = batch(ledger, 0, entry(1, S, 1, null, 0, "waits"));
      holder.setAutoCommit(false);
      run(holder, "SELECT legate.lock_control(false)");
      assertThatThrownBy(() -> ledger.append(batch)).isInstanceOf(OutcomeUnknownException.class);
      run(holder, "UPDATE legate.control_head SET seq = 1");
      holder.commit();
      assertThat(ledger.append(batch)).isEqualTo(new ControlMoved(1));
    }
  }

  @Test
  void whoOpensALogFencesOffWhoHadIt() throws Exception {
    try (var old = open(1)) {
      var late = batch(old, 0, entry(1, S, 1, null, 0, "late"));
      try (var young = open(1);
          var beside = open(2)) {
        assertThat(old.append(late)).isInstanceOf(Fenced.class);
        var first = entry(1, S, 1, null, 0, "first");
        assertThat(young.append(batch(young, 0, first))).isEqualTo(new Appended());
        var second = next(2, first, 0, "second");
        assertThat(beside.append(batch(beside, 0, second))).isEqualTo(new Appended());
        assertThat(old.append(late)).isInstanceOf(Fenced.class);
        assertThat(young.stream(S, 0, 10)).extracting(event -> event.node()).containsExactly(1, 2);
        assertThat(young.log(new LeafIndex(0), 10)).hasSize(1);
        young.verify();
        beside.verify();
      }
    }
  }

  @Test
  void aLedgerThatWentBackIsNotWrittenTo() throws Exception {
    try (var ledger = open(1)) {
      var first = entry(1, S, 1, null, 0, "first");
      Batch lost = batch(ledger, 0, first);
      assertThat(ledger.append(lost)).isEqualTo(new Appended());
      Batch after = batch(ledger, 0, next(1, first, 0, "second"));
      server.run(
          database,
          "DELETE FROM legate.event; UPDATE legate.log_head SET size = 0, root = '\\x%s'"
              .formatted(
                  java.util.HexFormat.of().formatHex(lost.before().frontier().root().bytes())));
      assertThat(ledger.append(after)).isInstanceOf(Fenced.class);
    }
  }

  @Test
  void aChangedEventIsFound() throws Exception {
    try (var ledger = open(1)) {
      var first = entry(1, S, 1, null, 0, "first");
      append(ledger, batch(ledger, 0, first));
      append(ledger, batch(ledger, 0, next(1, first, 0, "second")));
      ledger.verify();
      for (String change :
          new String[] {
            "body = body || '\\x20'", "at = at - 1", "hash = sha256('x')", "node = 2"
          }) {
        server.run(database, "CREATE TABLE kept AS SELECT * FROM legate.event");
        server.run(database, "UPDATE legate.event SET " + change + " WHERE leaf = 1");
        assertThatThrownBy(ledger::verify)
            .as(change)
            .isInstanceOfSatisfying(
                LedgerUnavailableException.class,
                e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
        assertThatThrownBy(() -> open(1)).isInstanceOf(LedgerUnavailableException.class);
        server.run(
            database,
            "DELETE FROM legate.event; INSERT INTO legate.event SELECT * FROM kept; DROP TABLE"
                + " kept");
        ledger.verify();
      }
    }
  }

  private static void append(PostgresLedger ledger, Batch batch) throws Exception {
    AppendResult result = ledger.append(batch);
    assertThat(result).isEqualTo(new Appended());
  }

  private static void run(Connection connection, String sql) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
