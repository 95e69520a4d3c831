package io.legate.app.audit;

import static io.legate.app.audit.RealLog.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.identity.TaskId;
import io.legate.ledger.postgres.PostgresLedger;
import io.legate.ledger.postgres.PostgresTarget;
import io.legate.ledger.server.PostgresServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// After one subject's data was erased no byte of it is in a dump of a database that two nodes
/// write to, nor in its tables' files once they were written anew, and both logs verify.
class ErasurePostgresTest {

  private PostgresServer server;
  private String database = "";
  private PostgresLedger first;
  private PostgresLedger second;
  private Site one;
  private Site two;

  @BeforeEach
  void open() throws Exception {
    server = PostgresServer.shared();
    database = server.newDatabase();
    var target = new PostgresTarget(server.url(database), server.user(), server.password(), true);
    first = PostgresLedger.open(target, 1);
    // Compressed, a body could be there and not be found.
    server.run(database, "ALTER TABLE legate.event ALTER COLUMN body SET STORAGE EXTERNAL");
    second = PostgresLedger.open(target, 2);
    one = new Site(Clock.systemUTC(), first);
    two = one.beside(second);
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    first.close();
    second.close();
  }

  private RealLog.Ran verify() throws Exception {
    var _ = one.use.log().keepCheckpoint();
    var _ = two.use.log().keepCheckpoint();
    String address =
        "%s?user=%s&password=%s"
            .formatted(
                server.url(database),
                server.user(),
                URLEncoder.encode(server.password(), StandardCharsets.UTF_8));
    return run("verify", "--ledger", address);
  }

  @Test
  void noByteIsInADumpAndBothLogsHold() throws Exception {
    TaskId task = Marked.work(one);
    assertThat(two.use.tasks().read(task).header()).isNotNull();
    // By the other node, so that the task's records stand in both logs.
    Marked.end(two, task);
    assertThat(marksInDump()).contains(Marked.ALICE);
    server.run(database, "CHECKPOINT");
    assertThat(Marked.marksIn(tables())).isNotEmpty();

    var erased = Marked.erase(two);
    assertThat(erased.tasks()).isEqualTo(1);
    assertThat(erased.clean()).isFalse();
    assertThat(marksInDump()).isEmpty();
    assertThat(one.use.tasks().read(task).isGone()).isTrue();
    assertThat(two.use.tasks().read(task).isGone()).isTrue();
    assertThat(one.use.control().get().facts().signals().sizeAtMost()).isZero();
    var held = verify();
    assertThat(held.code()).as(held.out() + held.err()).isZero();
    assertThat(held.out()).contains("log of node 1: held").contains("without a body");

    server.run(database, "VACUUM FULL legate.event");
    server.run(database, "VACUUM FULL legate.event_secret");
    server.run(database, "VACUUM FULL legate.snapshot");
    server.run(database, "CHECKPOINT");
    assertThat(Marked.marksIn(tables())).isEmpty();
  }

  @Test
  void aBodyThatNobodySaidWasToGoWasDropped() throws Exception {
    Marked.end(one, Marked.work(one));
    var _ = Marked.erase(one);
    assertThat(verify().code()).isZero();
    server.run(
        database,
        "UPDATE legate.event SET body = NULL WHERE node = 1 AND leaf ="
            + " (SELECT max(leaf) FROM legate.event WHERE kind = 5 AND body IS NOT NULL)");
    var found = verify();
    assertThat(found.code()).isEqualTo(1);
    assertThat(found.out()).contains("dropped: record ");
  }

  /// The files of this database's tables.
  private Path tables() throws Exception {
    try (var connection = server.connect(database);
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT oid FROM pg_database WHERE datname = current_database()")) {
      row.next();
      return server.data().resolve("base").resolve(row.getString(1));
    }
  }

  /// Which marks are in what a dump holds of the data: every row of every table as text, in which
  /// bytes are written in hexadecimal.
  private List<String> marksInDump() throws SQLException {
    var found = new TreeSet<String>();
    try (var connection = server.connect(database);
        var tables =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE"
                        + " schemaname = 'legate'")) {
      while (tables.next()) {
        String sql = "SELECT t::text FROM " + tables.getString(1) + " t";
        try (var rows = connection.createStatement().executeQuery(sql)) {
          while (rows.next()) {
            String row = rows.getString(1);
            Marked.MARKS.stream().filter(mark -> holds(row, mark)).forEach(found::add);
          }
        }
      }
    }
    return List.copyOf(found);
  }

  private static boolean holds(String row, String mark) {
    return row.contains(mark) || row.contains(HexFormat.of().formatHex(mark.getBytes(UTF_8)));
  }
}
