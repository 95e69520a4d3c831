package io.legate.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.ledger.AppendResult;
import io.legate.ledger.Batch;
import io.legate.ledger.Entry;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.OnceKey;
import io.legate.ledger.OutcomeUnknownException;
import io.legate.ledger.StreamHead;
import io.legate.ledger.StreamId;
import io.legate.ledger.Writing;
import io.legate.ledger.server.PostgresServer;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two nodes on one database that contend for every stream and every key, while control changes and
/// connections are ended at random. What is right is asked of the database afterwards.
class PostgresRacesTest {

  private static final int BATCHES = 150;
  private static final int STREAMS = 6;
  private static final int KEYS = 400;

  private static PostgresServer server;
  private static String database;

  private final List<StreamId> streams = new ArrayList<>();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<Integer> claimed = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void database() throws Exception {
    server = PostgresServer.shared();
    database = server.newDatabase();
    Databases.open(server, database, 1).close();
  }

  @BeforeEach
  void empty() throws Exception {
    server.reset(database);
    for (int i = 0; i < STREAMS; i++) {
      streams.add(StreamId.at(Instant.now()));
    }
  }

  @Test
  void nodesThatContendLoseNothingAndDoubleNothing() throws Exception {
    race(false);
  }

  @Test
  void connectionsThatEndAnywhereLoseNothingAndDoubleNothing() throws Exception {
    race(true);
  }

  private void race(boolean ending) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        var one = Databases.open(server, database, 1);
        var two = Databases.open(server, database, 2)) {
      var nodes = List.of(new Node(one, 1), new Node(two, 2));
      var running = nodes.stream().map(node -> executor.submit(node::write)).toList();
      var ends = new Random(7);
      while (ending && !running.stream().allMatch(java.util.concurrent.Future::isDone)) {
        endOne(ends);
      }
      for (var node : running) {
        node.get(120, TimeUnit.SECONDS);
      }
      one.verify();
      two.verify();
      assertRight();
      assertThat(nodes.stream().mapToInt(node -> node.lost).sum()).as("conflicts").isPositive();
      if (ending) {
        assertThat(nodes.stream().mapToInt(node -> node.unknown).sum()).as("unknown").isPositive();
      } else {
        assertThat(nodes.stream().mapToInt(node -> node.unavailable).sum()).isZero();
      }
    }
  }

  private static void endOne(Random random) throws Exception {
    String sql =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
                .formatted(database)
            + " AND pid <> pg_backend_pid() AND query LIKE 'SELECT legate.append%' AND state ="
            + " 'active' AND random() < 0.2";
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 1 + random.nextInt(20); i++) {
        statement.execute(sql);
      }
    }
  }

  /// Gaps, doubles and wrong predecessors are found by the verification; this asks for the rest.
  private void assertRight() throws Exception {
    assertThat(texts("SELECT encode(hash, 'hex') FROM legate.event")).containsAll(acknowledged);
    assertThat(
            texts(
                """
                SELECT e.stream || '/' || e.seq FROM legate.event e
                 WHERE e.seq > 1 AND NOT EXISTS (
                   SELECT FROM legate.event p WHERE p.stream = e.stream AND p.seq = e.seq - 1)
                """))
        .as("gaps")
        .isEmpty();
    assertThat(
            texts(
                """
                SELECT e.stream || '/' || e.seq FROM legate.event e JOIN legate.event c
                    ON c.stream = '00000000-0000-0000-0000-000000000000' AND c.seq = e.control + 1
                 WHERE e.stream <> c.stream
                   AND pg_xact_commit_timestamp(e.xmin) > pg_xact_commit_timestamp(c.xmin)
                """))
        .as("committed after a change of control that was not seen")
        .isEmpty();
    assertThat(texts("SELECT count(*)::text FROM legate.once"))
        .containsExactly(Integer.toString(claimed.size()));
  }

  private static List<String> texts(String sql) throws Exception {
    var found = new ArrayList<String>();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  /// Writes as a committer does: one batch at a time, rebuilt without its losers.
  private final class Node {
    private final PostgresLedger ledger;
    private final int number;
    private final Random random;
    private long control;
    private int lost;
    private int unknown;
    private int unavailable;

    Node(PostgresLedger ledger, int number) {
      this.ledger = ledger;
      this.number = number;
      this.random = new Random(number);
    }

    Void write() throws Exception {
      for (int i = 0; i < BATCHES; i++) {
        commit(i % 10 == 9 ? change() : events());
      }
      return null;
    }

    private List<Entry> change() throws Exception {
      control = ledger.controlSeq();
      return List.of(after(StreamId.CONTROL));
    }

    private List<Entry> events() throws Exception {
      var entries = new LinkedHashMap<StreamId, Entry>();
      for (int i = 0; i < 1 + random.nextInt(3); i++) {
        var stream = streams.get(random.nextInt(STREAMS));
        entries.put(stream, after(stream));
      }
      return List.copyOf(entries.values());
    }

    private Entry after(StreamId stream) throws Exception {
      StreamHead head = ledger.head(stream);
      OnceKey[] keys =
          stream.isControl() || random.nextInt(3) > 0 ? new OnceKey[0] : new OnceKey[] {key()};
      return Writing.entry(
          number,
          stream,
          head == null ? 1 : head.seq() + 1,
          head == null ? null : head.hash(),
          control,
          "by " + number,
          keys);
    }

    private OnceKey key() {
      int id = random.nextInt(KEYS);
      return OnceKey.single(
          500_000 + id % 3, ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    }

    private void commit(List<Entry> wanted) throws Exception {
      var entries = new ArrayList<>(wanted);
      while (!entries.isEmpty()) {
        var batch = Batch.of(ledger.logHead(), control, Instant.now(), entries);
        switch (send(batch)) {
          case AppendResult.Appended _, AppendResult.Already _ -> {
            acknowledge(entries);
            return;
          }
          case AppendResult.Conflict(var losers) -> drop(entries, losers);
          case AppendResult.OnceTaken(var taken) ->
              drop(entries, taken.stream().map(AppendResult.Taken::entry).toList());
          case AppendResult.ControlMoved(var seq) -> {
            assertThat(seq).isGreaterThan(control);
            control = seq;
            return;
          }
          case AppendResult.ClockSkew _ -> throw new AssertionError("the clocks are the same");
          case AppendResult.Fenced(var why) -> throw new AssertionError(why);
        }
      }
    }

    private AppendResult send(Batch batch) throws Exception {
      while (true) {
        try {
          return ledger.append(batch);
        } catch (OutcomeUnknownException e) {
          unknown++;
        } catch (LedgerUnavailableException e) {
          // Known not to be there: it may be sent again too.
          unavailable++;
        }
      }
    }

    private void drop(List<Entry> entries, List<Integer> losers) {
      lost += losers.size();
      var gone = new HashSet<Entry>();
      losers.forEach(loser -> gone.add(entries.get(loser)));
      entries.removeAll(gone);
    }

    private void acknowledge(List<Entry> entries) {
      for (Entry entry : entries) {
        boolean isNew = acknowledged.add(java.util.HexFormat.of().formatHex(entry.hash().bytes()));
        assertThat(isNew).isTrue();
        for (OnceKey key : entry.once()) {
          assertThat(claimed.add(ByteBuffer.wrap(key.key()).getInt())).as("claimed twice").isTrue();
        }
      }
    }
  }
}
