package io.legate.ledger.postgres;

import static io.legate.ledger.Writing.AT;
import static io.legate.ledger.Writing.batch;
import static io.legate.ledger.Writing.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.ledger.AppendResult.Appended;
import io.legate.ledger.AppendResult.OnceTaken;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceKey;
import io.legate.ledger.StreamId;
import io.legate.ledger.server.PostgresServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The tables of keys that are used once, under load: who waits for whom.
class OnceTablesTest {

  private static final int NOW = Math.toIntExact(AT.getEpochSecond() / 3600);
  private static final int OLD = NOW - 10;

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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static OnceKey key(int bucket, String name) {
    return OnceKey.single(bucket, bytes(name));
  }

  private static boolean asks(Connection connection, String sql) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Test
  void whoeverWaitsToDropATableHoldsNobodyUp() throws Exception {
    try (var ledger = Databases.open(server, database, 1);
        Connection user = server.connect(database);
        Connection observer = server.connect(database);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = batch(ledger, 0, entry(1, StreamId.at(AT), 1, null, 0, "a", key(OLD, "old")));
      assertThat(ledger.append(first)).isEqualTo(new Appended());
      user.setAutoCommit(false);
      try (Statement use = user.createStatement()) {
        use.execute("LOCK TABLE legate.once IN ROW EXCLUSIVE MODE");
      }
      var dropping =
          executor.submit(
              () ->
                  assertThatThrownBy(() -> ledger.dropOnceBefore(NOW))
                      .isInstanceOf(LedgerUnavailableException.class));
      boolean seen = false;
      while (!dropping.isDone()) {
        seen |= asks(observer, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted");
        assertThat(
                asks(
                    observer,
                    "SELECT count(*) > 0 FROM pg_locks l, pg_locks w"
                        + " WHERE l.locktype = 'advisory' AND l.objid = 1 AND l.granted"
                        + " AND l.mode = 'ExclusiveLock' AND l.pid = w.pid AND NOT w.granted"))
            .as("control is held by who waits")
            .isFalse();
      }
      dropping.get(30, TimeUnit.SECONDS);
      assertThat(seen).as("it has waited").isTrue();

      user.rollback();
      // What is below the floor is taken from then on, and its table goes another time.
      var late = batch(ledger, 0, entry(1, StreamId.at(AT), 1, null, 0, "b", key(OLD, "new")));
      assertThat(ledger.append(late)).isInstanceOf(OnceTaken.class);
      String there = "SELECT to_regclass('legate.once_%s') IS NOT NULL".formatted(OLD);
      assertThat(asks(observer, there)).isTrue();
      ledger.dropOnceBefore(NOW);
      assertThat(asks(observer, there)).isFalse();
    }
  }

  @Test
  void theLosersOfAFullBatchAreNamedByOneQuestion() throws Exception {
    try (var ledger = Databases.open(server, database, 1);
        Connection connection = server.connect(database)) {
      var taken = OnceKey.owned(NOW, bytes("mine"), bytes("me")).within(new OnceKey.Places(NOW, 2));
      var first = batch(ledger, 0, entry(1, StreamId.at(AT), 1, null, 0, "a", taken));
      assertThat(ledger.append(first)).isEqualTo(new Appended());
      List<OnceKey> keys = new ArrayList<>(List.of(taken));
      for (int i = 0; i < 1_024; i++) {
        keys.add(key(NOW - i % 2, "free " + i));
      }
      var asked = new AtomicInteger();
      var standing = new Reader(counting(connection, asked)).standing(keys);
      assertThat(asked).hasValue(1);
      assertThat(standing.claims()).containsOnlyKeys(OnceClaims.Name.of(taken));
      assertThat(standing.places()).containsEntry(OnceClaims.Owner.of(taken), 1);
    }
  }

  /// Returns the connection, on which statements are counted.
  private static Connection counting(Connection connection, AtomicInteger asked) {
    return (Connection)
        Proxy.newProxyInstance(
            OnceTablesTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                asked.incrementAndGet();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
