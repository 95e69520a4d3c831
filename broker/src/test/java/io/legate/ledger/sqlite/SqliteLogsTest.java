package io.legate.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.ledger.Ledger;
import io.legate.ledger.LogsContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLogsTest extends LogsContract {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  private @Nullable SqliteLedger ledger;
  private InstantSource clock = InstantSource.system();

  @Override
  protected Ledger fresh(InstantSource own) throws Exception {
    clock = own;
    var opened = SqliteLedger.open(folder, 3, own, Long.MAX_VALUE);
    ledger = opened;
    return opened;
  }

  @Override
  protected Ledger reopen(Ledger before) throws Exception {
    ((SqliteLedger) before).close();
    return fresh(clock);
  }

  @Test
  void oneNodeAloneMayWriteToIt() {
    assertThat(ledger).isNotNull().extracting(Ledger::isShared).isEqualTo(false);
  }

  @AfterEach
  void close() throws Exception {
    SqliteLedger last = ledger;
    if (last != null) {
      last.close();
    }
  }
}
