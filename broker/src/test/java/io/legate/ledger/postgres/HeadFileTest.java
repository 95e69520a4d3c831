package io.legate.ledger.postgres;

import static io.legate.ledger.Writing.chain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.ledger.Batch;
import io.legate.ledger.Entry;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.StreamId;
import io.legate.ledger.server.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database that went back, made by putting its tables back.
class HeadFileTest {

  private static PostgresServer server;
  private static String database;

  @TempDir private Path folder;

  @BeforeAll
  static void database() throws Exception {
    server = PostgresServer.shared();
    database = server.newDatabase();
    Databases.open(server, database, 1).close();
  }

  @BeforeEach
  void empty() throws Exception {
    server.reset(database);
  }

  private void write(List<Entry> entries) throws Exception {
    try (var ledger = Databases.open(server, database, 1);
        var file = HeadFile.open(folder, ledger)) {
      var result = ledger.append(Batch.of(ledger.logHead(), 0, Instant.now(), entries));
      assertThat(result).isInstanceOf(io.legate.ledger.AppendResult.Appended.class);
      file.keep(ledger.logHead());
    }
  }

  private void open() throws Exception {
    try (var ledger = Databases.open(server, database, 1)) {
      HeadFile.open(folder, ledger).close();
    }
  }

  @Test
  void aLogThatHasGrownIsFine() throws Exception {
    var events = chain(1, StreamId.at(Instant.now()), 9, 0);
    write(events.subList(0, 3));
    var behind = Files.readString(folder.resolve("log-head-1"));
    write(events.subList(3, 9));
    Files.writeString(folder.resolve("log-head-1"), behind);
    open();
    assertThat(Files.readString(folder.resolve("log-head-1"))).contains("size 9\n");
  }

  @Test
  void aDatabaseThatLostItsEndIsRefused() throws Exception {
    var events = chain(1, StreamId.at(Instant.now()), 9, 0);
    write(events.subList(0, 3));
    server.run(database, "CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM legate.log_head");
    write(events.subList(3, 9));
    server.run(
        database,
        """
        DELETE FROM legate.event WHERE leaf >= 3;
        UPDATE legate.log_head h SET size = k.size, root = k.root, frontier = k.frontier FROM kept k;
        DROP TABLE kept;
        """);
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerUnavailableException.class)
        .hasMessageContaining("the ledger went back")
        .hasMessageContaining("ends at 3")
        .hasMessageContaining("was at 9")
        .hasMessageContaining("`cluster.node`");
  }

  @Test
  void aDatabaseThatWasMadeAnewIsRefused() throws Exception {
    write(chain(1, StreamId.at(Instant.now()), 2, 0));
    server.reset(database);
    assertThatThrownBy(this::open).hasMessageContaining("the ledger went back");
  }

  /// It went back and grew again, under a term that is no lower.
  @Test
  void anotherLogOfTheSameLengthIsRefused() throws Exception {
    write(chain(1, StreamId.at(Instant.now()), 4, 0));
    var kept = Files.readString(folder.resolve("log-head-1"));
    server.reset(database);
    Files.delete(folder.resolve("log-head-1"));
    write(chain(1, StreamId.at(Instant.now()), 4, 0));
    Files.writeString(folder.resolve("log-head-1"), kept);
    assertThatThrownBy(this::open).hasMessageContaining("does not begin with the 4 leaves");
  }

  @Test
  void aFileThatIsNoneIsRefused() throws Exception {
    write(chain(1, StreamId.at(Instant.now()), 2, 0));
    Files.writeString(folder.resolve("log-head-1"), "size 2\n");
    assertThatThrownBy(this::open).hasMessageContaining("is not where a log ended");
  }

  @Test
  void anotherNodesLogBeginsAnew() throws Exception {
    write(chain(1, StreamId.at(Instant.now()), 2, 0));
    server.reset(database);
    try (var ledger = Databases.open(server, database, 2)) {
      HeadFile.open(folder, ledger).close();
    }
    assertThat(folder.resolve("log-head-2")).exists();
  }
}
