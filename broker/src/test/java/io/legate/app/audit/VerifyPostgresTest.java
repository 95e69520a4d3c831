package io.legate.app.audit;

import static io.legate.app.audit.RealLog.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.ledger.postgres.PostgresLedger;
import io.legate.ledger.postgres.PostgresTarget;
import io.legate.ledger.server.PostgresServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `legate audit` of the logs of two nodes in one PostgreSQL database.
class VerifyPostgresTest {

  @TempDir Path folder;

  private String database = "";
  private String address = "";

  @BeforeEach
  void make() throws Exception {
    var server = PostgresServer.shared();
    database = server.newDatabase();
    var target = new PostgresTarget(server.url(database), server.user(), server.password(), true);
    address =
        server.url(database)
            + "?user="
            + URLEncoder.encode(server.user(), StandardCharsets.UTF_8)
            + "&password="
            + URLEncoder.encode(server.password(), StandardCharsets.UTF_8);
    try (var first = PostgresLedger.open(target, 1);
        var second = PostgresLedger.open(target, 2);
        var one = new Site(Clock.systemUTC(), first);
        var two = one.beside(second)) {
      var task = one.open("orchestrator", Site.ALL);
      for (int i = 0; i < 20; i++) {
        // The task's records stand in both logs by turns.
        var _ = (i % 2 == 0 ? two : one).renew("orchestrator", task.token(), Site.ERP);
      }
      var _ = one.use.log().keepCheckpoint();
      var _ = two.use.log().keepCheckpoint();
    }
  }

  private RealLog.Ran verify() {
    return run("verify", "--ledger", address);
  }

  private void tamper(String sql) throws Exception {
    PostgresServer.shared().run(database, sql);
  }

  @Test
  void theLogsOfAllNodesHold() {
    var ran = verify();
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out())
        .contains("log of node 1: held", "log of node 2: held", "announces itself");
  }

  @Test
  void whatWasTamperedWithInOneLogIsNamedThere() throws Exception {
    tamper("DELETE FROM legate.event WHERE node = 2 AND leaf = 5");
    var ran = verify();
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("log of node 2: did not hold").contains("dropped: record 5");
  }

  @Test
  void aChainThatRunsThroughBothLogsIsFollowed() throws Exception {
    // The row is consistent by itself; only its successor in the other log names another.
    tamper(
        "UPDATE legate.event SET hash = sha256('\\x00'::bytea || (replace(convert_from(body,"
            + " 'UTF8'), '\"data\":{', '\"data\":{\"!\":1,'))::bytea), body ="
            + " (replace(convert_from(body, 'UTF8'), '\"data\":{', '\"data\":{\"!\":1,'))::bytea"
            + " WHERE node = 2 AND leaf = 5");
    var ran = verify();
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains("log of node 1: did not hold")
        .contains("it names another record of node 2");
    assertThat(ran.out()).contains("log of node 2: did not hold");
  }

  @Test
  void aRecordBehindTheEndIsNamed() throws Exception {
    tamper(
        "INSERT INTO legate.event (stream, seq, node, leaf, control, at, kind, op, hash, body)"
            + " SELECT stream, 100000, node, 100000, control, at, kind, op, hash, body"
            + " FROM legate.event WHERE node = 2 AND leaf = 5");
    var ran = verify();
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("log of node 1: held", "inserted: record 100000");
  }

  @Test
  void recordsOfANodeWithoutALogAreFound() throws Exception {
    tamper("DELETE FROM legate.log_head WHERE node = 2");
    var ran = verify();
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("there are records of node 2, and no head of its log");
  }

  @Test
  void aCheckpointFromBeforeIsHeldAgainstItsOwnLog() throws Exception {
    Path before = folder.resolve("before");
    Files.writeString(before, checkpointOf(1));
    var ran = run("verify", "--ledger", address, "--checkpoint", before.toString());
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    tamper("DELETE FROM legate.checkpoint WHERE node = 1");
    ran = run("verify", "--ledger", address, "--checkpoint", before.toString());
    assertThat(ran.code()).as("nobody says which log it is of").isEqualTo(1);
  }

  private String checkpointOf(int node) throws Exception {
    try (var connection = java.sql.DriverManager.getConnection(address);
        var statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT note FROM legate.checkpoint WHERE node = " + node)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  @Test
  void oneNodesLogIsExportedAndHolds() {
    String file = folder.resolve("two.jsonl").toString();
    assertThat(run("export", "--ledger", address, "--out", file).code()).isEqualTo(2);
    var written = run("export", "--ledger", address, "--node", "2", "--out", file);
    assertThat(written.code()).as(written.err()).isZero();
    var ran = run("verify", "--export", file);
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
  }

  @Test
  void aDatabaseThatIsNotThereIsNoLie() {
    var ran = run("verify", "--ledger", address.replace(database, "gone"));
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("cannot be reached");
  }
}
