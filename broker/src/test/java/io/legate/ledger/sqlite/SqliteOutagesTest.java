package io.legate.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.legate.assembly.Site;
import io.legate.authorize.Answer.Outcome;
import io.legate.issue.IssuedInstance;
import io.legate.ledger.AppendResult.Appended;
import io.legate.ledger.Entry;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.OutcomeUnknownException;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.ledger.Writing;
import io.legate.merkle.LeafIndex;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.stream.Drafts;
import io.legate.task.EventKind;
import io.legate.task.TaskEvent.Decided;
import io.legate.task.TaskEventJson;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a broker answers while its database fails, and what is left afterwards: unavailable, never
/// an ALLOW that is not on the record, and it goes on by itself once the fault is gone.
class SqliteOutagesTest {

  private static final String PAYMENTS =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/*"]}]
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  @Test
  void aFullDiskIsNeverAnAllowAndEndsWithIt() throws Exception {
    try (var ledger = SqliteLedger.open(folder, 1, InstantSource.system(), 1 << 20);
        var site = new Site(Clock.systemUTC(), ledger)) {
      IssuedInstance erp = task(site);
      sql("CREATE TABLE other AS SELECT zeroblob(400000) AS content");
      int allowed = 0;
      while (ask(site, erp) == Outcome.ALLOW) {
        allowed++;
      }
      assertThat(allowed).isGreaterThan(20);
      for (int i = 0; i < 20; i++) {
        assertThat(ask(site, erp)).isNull();
      }
      assertThat(allows(ledger, erp)).isEqualTo(allowed);
      sql("DROP TABLE other");
      assertThat(ask(site, erp)).isEqualTo(Outcome.ALLOW);
      assertThat(allows(ledger, erp)).isEqualTo(allowed + 1);
      ledger.verify();
    }
  }

  @Test
  void aLockedFileIsNeverAnAllowAndEndsWithIt() throws Exception {
    try (var ledger = SqliteLedger.open(folder, 1, InstantSource.system(), Long.MAX_VALUE);
        var site = new Site(Clock.systemUTC(), ledger)) {
      IssuedInstance erp = task(site);
      try (Connection other = connect()) {
        Schema.run(other, "BEGIN IMMEDIATE");
        assertThat(ask(site, erp)).isNull();
        Schema.run(other, "ROLLBACK");
      }
      Outcome answered = ask(site, erp);
      for (int i = 0; i < 100_000 && answered == null; i++) {
        answered = ask(site, erp);
      }
      assertThat(answered).isEqualTo(Outcome.ALLOW);
      // The one that was told to be unavailable may be there, if it was let through after all.
      assertThat(allows(ledger, erp)).isBetween(1, 2);
      ledger.verify();
    }
  }

  @Test
  void anOutcomeThatCannotBeLearntIsLearntBySendingAgain() throws Exception {
    try (var ledger =
        SqliteLedger.open(folder, 1, InstantSource.fixed(Writing.AT), Long.MAX_VALUE)) {
      var chain = Writing.chain(1, StreamId.at(Writing.AT), 2, 0);
      assertThat(ledger.append(Writing.batch(ledger, 0, chain.get(0)))).isEqualTo(new Appended());
      var batch = Writing.batch(ledger, 0, chain.get(1));
      sql("ALTER TABLE log_head RENAME TO elsewhere");
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> ledger.append(batch)).isInstanceOf(OutcomeUnknownException.class);
      }
      sql("ALTER TABLE elsewhere RENAME TO log_head");
      assertThat(ledger.append(batch)).isEqualTo(new Appended());
      assertThat(ledger.verify().size().leaves()).isEqualTo(2);
    }
  }

  @Test
  void aDatabaseThatCannotBeReadIsNeverAnAllowAndEndsWithIt() throws Exception {
    try (var ledger = SqliteLedger.open(folder, 1, InstantSource.system(), Long.MAX_VALUE);
        var site = new Site(Clock.systemUTC(), ledger)) {
      IssuedInstance erp = task(site);
      assertThat(ask(site, erp)).isEqualTo(Outcome.ALLOW);
      sql("ALTER TABLE log_head RENAME TO elsewhere");
      assertThat(ask(site, erp)).isNull();
      sql("ALTER TABLE elsewhere RENAME TO log_head");
      Outcome answered = ask(site, erp);
      for (int i = 0; i < 100_000 && answered == null; i++) {
        answered = ask(site, erp);
      }
      assertThat(answered).isEqualTo(Outcome.ALLOW);
      // The one in between was sent again until its outcome was known; it was not too old by then,
      // or is not there.
      assertThat(allows(ledger, erp)).isBetween(2, 3);
      ledger.verify();
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNotOpenedUntilItCan() throws Exception {
    SqliteLedger.open(folder, 1, InstantSource.system(), Long.MAX_VALUE).close();
    permit("r-xr-x---", "r--r-----");
    try {
      assumeFalse(Files.isWritable(folder), "whoever runs this may write everywhere");
      assertThatThrownBy(() -> SqliteLedger.open(folder, 1, InstantSource.system(), Long.MAX_VALUE))
          .isInstanceOfSatisfying(
              LedgerUnavailableException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.NOT_WRITTEN));
    } finally {
      permit("rwxr-x---", "rw-r-----");
    }
    SqliteLedger.open(folder, 1, InstantSource.system(), Long.MAX_VALUE).close();
  }

  /// As after a loss of power: the write-ahead log ends anywhere, or in what was never written.
  @Test
  void aTornWriteAheadLogLosesItsTailAndNothingElse() throws Exception {
    int events = 30;
    var random = new Random(20_261_122);
    var chain = Writing.chain(1, StreamId.at(Writing.AT), events + 1, 0);
    var whole = folder.resolve("whole");
    try (var ledger = open(whole)) {
      for (var entry : chain.subList(0, events)) {
        assertThat(ledger.append(Writing.batch(ledger, 0, entry))).isEqualTo(new Appended());
      }
      long length = Files.size(whole.resolve("ledger.db-wal"));
      assertThat(lossless(copy(whole, "exact", length, -1), chain)).isEqualTo(events);
      for (int i = 0; i < 12; i++) {
        long cut = random.nextLong(length);
        int left = lossless(copy(whole, "cut" + i, cut, -1), chain);
        assertThat(left).as("cut at %d", cut).isLessThan(events);
        long flipped = 32 + random.nextLong(length - 32);
        assertThat(lossless(copy(whole, "flip" + i, length, flipped), chain))
            .as("flipped at %d", flipped)
            .isLessThan(events);
      }
    }
  }

  /// Opens a copy, and returns how many events it has: the first ones, which it can go on from.
  private int lossless(Path copy, List<Entry> chain) throws Exception {
    try (var ledger = open(copy)) {
      assertThat(ledger.verify()).isEqualTo(ledger.logHead().frontier());
      List<StoredEvent> left = ledger.log(new LeafIndex(0), 1_000);
      for (int i = 0; i < left.size(); i++) {
        assertThat(left.get(i).hash()).isEqualTo(chain.get(i).hash());
      }
      assertThat(ledger.append(Writing.batch(ledger, 0, chain.get(left.size()))))
          .isEqualTo(new Appended());
      return left.size();
    }
  }

  private static SqliteLedger open(Path folder) throws LedgerUnavailableException {
    return SqliteLedger.open(folder, 1, InstantSource.fixed(Writing.AT), Long.MAX_VALUE);
  }

  /// Copies a ledger that is open and idle.
  ///
  /// @param flip the byte of the log to change; negative for none
  private Path copy(Path from, String name, long length, long flip) throws IOException {
    Path to = Files.createDirectory(folder.resolve(name));
    Files.copy(from.resolve("ledger.db"), to.resolve("ledger.db"));
    Path log = to.resolve("ledger.db-wal");
    Files.copy(from.resolve("ledger.db-wal"), log, StandardCopyOption.REPLACE_EXISTING);
    try (var file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(length);
      if (flip >= 0) {
        file.seek(flip);
        int old = file.read();
        file.seek(flip);
        file.write(old ^ 0x40);
      }
    }
    return to;
  }

  private static IssuedInstance task(Site site) throws Exception {
    var task = site.open("orchestrator", PAYMENTS);
    return site.renew("orchestrator", task.token(), Site.ERP);
  }

  /// Returns what was decided, or null where the broker was unavailable.
  private static @Nullable Outcome ask(Site site, IssuedInstance erp) throws Exception {
    try {
      return Site.outcome(
          site.authorize("orchestrator", erp, "payments.create", "erp://acme/i1", "{}"));
    } catch (RefusedException e) {
      assertThat(e.code()).isEqualTo(Code.TEMPORARILY_UNAVAILABLE);
      return null;
    }
  }

  private static int allows(SqliteLedger ledger, IssuedInstance erp) throws Exception {
    var outcomes = new ArrayList<String>();
    for (StoredEvent event : ledger.stream(Drafts.stream(erp.task()), 0, 100_000)) {
      var recorded = RecordedEvent.of(event);
      if (TaskEventJson.read(EventKind.of(recorded.kind()), recorded.data())
          instanceof Decided(var decision)) {
        outcomes.add(decision.outcome());
      }
    }
    assertThat(outcomes).containsOnly("allow");
    return outcomes.size();
  }

  private Connection connect() throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
  }

  private void sql(String sql) throws Exception {
    try (Connection connection = connect()) {
      Schema.run(connection, sql);
    }
  }

  private void permit(String ofFolder, String ofFiles) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(ofFiles));
      }
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(ofFolder));
  }
}
