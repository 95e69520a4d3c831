package io.legate.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.ledger.Ledger;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Records;
import io.legate.ledger.RecordsContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteRecordsTest extends RecordsContract {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  private @Nullable SqliteLedger ledger;

  @Override
  protected Ledger fresh(InstantSource clock) throws Exception {
    var opened = SqliteLedger.open(folder, 3, clock, Long.MAX_VALUE);
    ledger = opened;
    return opened;
  }

  @Override
  protected Records records() throws Exception {
    return SqliteRecords.open(folder);
  }

  @Test
  void aFolderWithoutALedgerGetsNone() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> SqliteRecords.open(empty))
        .isInstanceOf(LedgerUnavailableException.class);
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void aLedgerThatNobodyHoldsIsReadToo() throws Exception {
    close();
    try (var records = SqliteRecords.open(folder)) {
      assertThat(records.size()).isEqualTo(7);
    }
  }

  @AfterEach
  void close() throws Exception {
    SqliteLedger last = ledger;
    ledger = null;
    if (last != null) {
      last.close();
    }
  }
}
