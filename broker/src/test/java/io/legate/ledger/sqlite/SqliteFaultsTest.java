package io.legate.ledger.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.ledger.AppendResult.Appended;
import io.legate.ledger.Batch;
import io.legate.ledger.Journals;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.StreamId;
import io.legate.ledger.Sum;
import io.legate.ledger.Writing;
import io.legate.merkle.Frontier;
import io.legate.merkle.LeafIndex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SqliteFaultsTest {

  private static final InstantSource CLOCK = InstantSource.fixed(Writing.AT);
  private static final StreamId STREAM = StreamId.at(Writing.AT);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  private SqliteLedger open() throws LedgerUnavailableException {
    return SqliteLedger.open(folder, 1, CLOCK, Long.MAX_VALUE);
  }

  /// Writes a chain of `count` events and closes the ledger.
  private void fill(int count) throws Exception {
    try (var ledger = open()) {
      var chain = Writing.chain(1, STREAM, count, 0);
      for (var entry : chain) {
        assertThat(ledger.append(Writing.batch(ledger, 0, entry))).isEqualTo(new Appended());
      }
    }
  }

  private void sql(String sql) throws Exception {
    try (var connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"))) {
      Schema.run(connection, sql);
    }
  }

  private static void assertReason(Reason reason, String text, Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            LedgerUnavailableException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(text);
  }

  @Test
  void aSecondOpeningIsRefused() throws Exception {
    try (var ledger = open()) {
      assertThatThrownBy(this::open)
          .satisfies(e -> assertReason(Reason.IN_USE, "another process holds", e));
      assertThat(ledger.logHead().term()).isEqualTo(1);
    }
    open().close();
  }

  @Test
  void aSecondProcessIsRefused() throws Exception {
    try (var ledger = open()) {
      var process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CrashWriter.class.getName(),
                  folder.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isNotZero();
      assertThat(said).contains("another process holds the ledger");
      assertThat(ledger.logHead().term()).isEqualTo(1);
    }
  }

  @Test
  void anotherNodesLedgerIsRefused() throws Exception {
    open().close();
    assertThatThrownBy(() -> SqliteLedger.open(folder, 2, CLOCK, Long.MAX_VALUE))
        .satisfies(e -> assertReason(Reason.IN_USE, "of node 1", e));
  }

  @Test
  void anUnknownVersionIsRefused() throws Exception {
    open().close();
    sql("PRAGMA user_version = 99");
    assertThatThrownBy(this::open).satisfies(e -> assertReason(Reason.DAMAGED, "version 99", e));
  }

  @Test
  void aFullDiskIsUnavailableAndLosesNothing() throws Exception {
    try (var ledger = SqliteLedger.open(folder, 1, InstantSource.system(), 256 << 10);
        var journals = Journals.open(ledger, Sum.FOLD, InstantSource.system(), _ -> {})) {
      var journal = journals.journal(Sum.FOLD, 1 << 20);
      long recorded = 0;
      LedgerUnavailableException refusal = null;
      while (refusal == null) {
        try {
          journal.decide(STREAM, turn -> turn.append(Sum.add(1)));
          recorded++;
        } catch (LedgerUnavailableException e) {
          refusal = e;
        }
      }
      assertReason(Reason.NOT_WRITTEN, "nothing was recorded", refusal);
      assertThat(journals.isReady()).isFalse();
      assertThat(recorded).isGreaterThan(100);
      assertThat(journal.read(STREAM).count()).isEqualTo(recorded);
      assertThat(ledger.verify().size().leaves()).isEqualTo(recorded);
    }
    try (var ledger = SqliteLedger.open(folder, 1, InstantSource.system(), Long.MAX_VALUE);
        var journals = Journals.open(ledger, Sum.FOLD, InstantSource.system(), _ -> {})) {
      journals.journal(Sum.FOLD, 1 << 20).decide(STREAM, turn -> turn.append(Sum.add(1)));
      assertThat(journals.isReady()).isTrue();
    }
  }

  static Stream<String> tamperings() {
    return Stream.of(
        "UPDATE event SET body = CAST(replace(CAST(body AS TEXT), 't 3', 't X') AS BLOB)",
        "UPDATE event SET hash = zeroblob(32) WHERE leaf = 2",
        "UPDATE event SET at = at + 1 WHERE leaf = 2",
        "UPDATE event SET kind = 8 WHERE leaf = 2",
        "UPDATE event SET op = x'00' WHERE leaf = 2",
        "UPDATE event SET control = 1 WHERE leaf = 2",
        "DELETE FROM event WHERE leaf = 2",
        "DELETE FROM event WHERE leaf = 9",
        "UPDATE log_head SET size = 9",
        "UPDATE log_head SET root = zeroblob(32)",
        "UPDATE log_head SET frontier = zeroblob(64)");
  }

  @ParameterizedTest
  @MethodSource("tamperings")
  void whatWasTamperedWithIsNotOpened(String tampering) throws Exception {
    fill(10);
    sql(tampering);
    assertThatThrownBy(this::open).satisfies(e -> assertReason(Reason.DAMAGED, "", e));
  }

  @Test
  void verificationNamesTheFirstBadEventBeforeTheTail() throws Exception {
    fill(1_100);
    sql("UPDATE event SET hash = zeroblob(32) WHERE leaf = 5");
    try (var ledger = open()) {
      assertThatThrownBy(ledger::verify)
          .satisfies(e -> assertReason(Reason.DAMAGED, "event 5 of the log", e));
    }
  }

  @Test
  void anEventThatNamesAnotherPredecessorIsFound() throws Exception {
    fill(3);
    try (var ledger = open()) {
      var forged =
          Writing.entry(1, STREAM, 3, Writing.chain(1, STREAM, 1, 0).getFirst().hash(), 0, "x");
      var hashes = ledger.log(new LeafIndex(0), 2).stream().map(event -> event.hash()).toList();
      var frontier = Frontier.empty().plus(hashes).plus(forged.hash());
      var hex = HexFormat.of();
      sql(
          "UPDATE event SET op = NULL, hash = x'%s', body = x'%s' WHERE leaf = 2"
              .formatted(hex.formatHex(forged.hash().bytes()), hex.formatHex(forged.body())));
      sql(
          "UPDATE log_head SET root = x'%s', frontier = x'%s'"
              .formatted(hex.formatHex(frontier.root().bytes()), hex.formatHex(frontier.bytes())));
      assertThatThrownBy(ledger::verify)
          .satisfies(e -> assertReason(Reason.DAMAGED, "event 2 of the log names another", e));
    }
  }

  @Test
  void theWriteAheadLogStartsOverUnderLoad() throws Exception {
    try (var ledger = SqliteLedger.open(folder, 1, InstantSource.system(), Long.MAX_VALUE)) {
      var text = "x".repeat(200_000);
      long wal = 0;
      // Three times what the log may hold before it is moved; the file never shrinks, so its size
      // is
      // the longest that the log has been.
      for (int i = 0; i < 500; i++) {
        var entry = Writing.entry(1, StreamId.at(Instant.now()), 1, null, 0, text);
        var batch = Batch.of(ledger.logHead(), 0, Instant.now(), List.of(entry));
        assertThat(ledger.append(batch)).isEqualTo(new Appended());
        wal = Files.size(folder.resolve("ledger.db-wal"));
      }
      assertThat(wal).isLessThan(2 * Checkpoints.PAGES * 4096);
      assertThat(Files.size(folder.resolve("ledger.db"))).isGreaterThan(Checkpoints.PAGES * 4096);
    }
  }

  @Test
  void aSlowDriftIsFollowedAndAJumpIsNot() {
    var drift = new AtomicLong();
    var nanos = new AtomicLong();
    InstantSource wall = () -> Writing.AT.plusNanos(nanos.get()).plusMillis(drift.get());
    var clock = new MonotonicClock(wall, nanos::get);
    for (int minute = 1; minute <= 100; minute++) {
      nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
      drift.addAndGet(100);
      assertThat(clock.instant()).isEqualTo(wall.instant());
    }
    drift.addAndGet(3_600_000);
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(5));
    assertThat(clock.instant()).isEqualTo(wall.instant().minusSeconds(3600));
  }
}
