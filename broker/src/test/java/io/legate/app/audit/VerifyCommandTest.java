package io.legate.app.audit;

import static io.legate.app.audit.RealLog.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.audit.Lie;
import io.legate.edge.EdgeServer;
import io.legate.ledger.sqlite.SqliteLedger;
import io.legate.ledger.sqlite.SqliteLogFile;
import io.legate.merkle.Rfc6962;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `legate audit verify` of a data folder, of an export and over HTTP, and what it says of each
/// lie.
class VerifyCommandTest {

  @TempDir private static Path made;
  private static RealLog log;

  @TempDir Path folder;

  @BeforeAll
  static void make() throws Exception {
    log = RealLog.make(made, 40);
  }

  @BeforeEach
  void copy() throws Exception {
    Files.copy(made.resolve("ledger.db"), folder.resolve("ledger.db"));
  }

  private void tamper(String... statements) throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private RealLog.Ran verify() {
    return run("verify", "--data", folder.toString(), "--key", log.key());
  }

  private void assertFound(Lie lie, String what) {
    var ran = verify();
    assertThat(ran.out()).contains("did not hold").contains(lie.label() + ": " + what);
    assertThat(ran.code()).isEqualTo(1);
  }

  @Test
  void whatNobodyTouchedHolds() {
    var ran = verify();
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out()).contains("held, ").contains("signed, with a key that is trusted");
    var announced = run("verify", "--data", folder.toString());
    assertThat(announced.code()).isZero();
    assertThat(announced.out()).contains("keys that it announces itself");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CHANGED | record 30 | UPDATE event SET body = CAST(replace(CAST(body AS TEXT), '\"at\"',"
            + " '\"bt\"') AS BLOB) WHERE leaf = 30",
        "CHANGED | record 30 | UPDATE event SET hash = zeroblob(32) WHERE leaf = 30",
        "CHANGED | record 30 | UPDATE event SET hash = zeroblob(31) WHERE leaf = 30",
        "CHANGED | record 30 | UPDATE event SET at = at + 1 WHERE leaf = 30",
        "CHANGED | record 30 | UPDATE event SET kind = kind + 1 WHERE leaf = 30",
        "CHANGED | record 30 | UPDATE event SET kind = kind + 4294967296 WHERE leaf = 30",
        "CHANGED | record 30 | UPDATE event SET op = NULL WHERE leaf = 30",
        "DROPPED | record 30 | DELETE FROM event WHERE leaf = 30",
        "DROPPED | record 0 | DELETE FROM event WHERE leaf = 0",
        "INSERTED | record 100000 | INSERT INTO event SELECT 100000, stream, 100000, control, at,"
            + " kind, op, hash, body, secret FROM event WHERE leaf = 30",
      })
  void aRowThatWasTamperedWithIsNamed(Lie lie, String what, String sql) throws Exception {
    tamper(sql);
    assertFound(lie, what);
  }

  /// No query for the stream finds it any more: whoever reads it sees no such task, or no control.
  @ParameterizedTest
  @ValueSource(ints = {0, 30})
  void aStreamThatWasHiddenIsFound(int leaf) throws Exception {
    tamper(
        "UPDATE event SET stream = CAST(stream || x'00' AS BLOB) WHERE stream ="
            + " (SELECT stream FROM event WHERE leaf = %s)".formatted(leaf));
    assertFound(Lie.CHANGED, "record ");
    assertThat(verify().out()).contains("it cannot be read");
  }

  @Test
  void aNamedKeyMustHaveSigned() throws Exception {
    tamper("DELETE FROM checkpoint");
    assertFound(Lie.WRONG_KEY, "no checkpoint by a trusted key");
    var announced = run("verify", "--data", folder.toString());
    assertThat(announced.code()).isZero();
    assertThat(announced.out()).contains("nothing that was signed was checked");
  }

  @Test
  void aHeadThatWasTamperedWithIsDamage() throws Exception {
    tamper("UPDATE log_head SET root = zeroblob(32)");
    var ran = verify();
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("the log's head cannot be read");
  }

  @Test
  void aLogThatWasCutIsTruncated() throws Exception {
    tamper("DELETE FROM event WHERE leaf > 100");
    assertFound(Lie.TRUNCATED, "record 101");
  }

  @Test
  void aCheckpointThatWasExchangedIsNamed() throws Exception {
    tamper("UPDATE checkpoint SET note = replace(note, 'broker.test', 'broken.test')");
    assertFound(Lie.WRONG_KEY, "of the checkpoint kept beside it");
  }

  @Test
  void aCheckpointFromBeforeIsHeldAgainstIt() throws Exception {
    Path file = folder.resolve("before");
    Files.writeString(file, log.signed(50, Rfc6962.emptyRoot()));
    var ran =
        run(
            "verify",
            "--data",
            folder.toString(),
            "--key",
            log.key(),
            "--checkpoint",
            file.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("forked: the first 50 records are not those under");
  }

  @Test
  void anExportIsVerifiedByItself() throws Exception {
    Path file = folder.resolve("log.jsonl");
    var written = run("export", "--data", folder.toString(), "--out", file.toString());
    assertThat(written.code()).as(written.err()).isZero();
    assertThat(run("export", "--data", folder.toString(), "--out", file.toString()).code())
        .isEqualTo(2);
    assertThat(run("verify", "--export", file.toString(), "--key", log.key()).code()).isZero();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
    assertThat(run("verify", "--export", file.toString()).code()).isEqualTo(1);
  }

  @Test
  void aLogIsReadWhileABrokerIsAtWorkOnIt() throws Exception {
    try (var ledger = SqliteLedger.open(folder, 1, () -> RealLog.AT, 1L << 30);
        var read = SqliteLogFile.open(folder)) {
      assertThat(read.head().frontier()).isEqualTo(ledger.logHead().frontier());
      assertThat(read.checkpoint()).isEqualTo(ledger.checkpoint(1)).isNotNull();
      assertThat(verify().code()).isZero();
    }
  }

  @Test
  void aLogIsVerifiedOverHttpByItsHashes() throws Exception {
    try (var server = new EdgeServer(folder)) {
      for (int i = 0; i < 300; i++) {
        var _ = server.site.open("orchestrator", io.legate.assembly.Site.ALL);
      }
      String url = server.origin() + "/log/1";
      String trusted = server.trusted().toString();
      String key = server.site.logSigners.getFirst().key().text();
      var ran = run("verify", "--url", url, "--ca", trusted, "--key", key);
      assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
      assertThat(ran.out()).contains("held, ");
      var other = run("verify", "--url", url, "--ca", trusted, "--key", log.key());
      assertThat(other.out()).contains("wrong key");
      assertThat(other.code()).isEqualTo(1);
      assertThat(run("verify", "--url", url, "--ca", trusted).code()).isEqualTo(2);
      var none = run("verify", "--url", server.origin() + "/log/9", "--ca", trusted, "--key", key);
      assertThat(none.code()).isEqualTo(1);
    }
  }

  @Test
  void usageIsAMistakeOfItsOwn() {
    assertThat(run("verify").code()).isEqualTo(2);
    assertThat(run("verify", "--data", folder.toString(), "--key", "x").code()).isEqualTo(2);
    assertThat(run("verify", "--data", folder.resolve("gone").toString()).code()).isEqualTo(2);
    assertThat(run("verify", "--export", folder.resolve("gone").toString()).code()).isEqualTo(2);
    assertThat(run("verify", "--ledger", "jdbc:sqlite:x").code()).isEqualTo(2);
    assertThat(run().code()).isEqualTo(2);
  }
}
