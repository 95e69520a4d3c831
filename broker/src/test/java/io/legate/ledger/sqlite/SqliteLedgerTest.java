package io.legate.ledger.sqlite;

import io.legate.ledger.Ledger;
import io.legate.ledger.LedgerContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest extends LedgerContract {

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

  @AfterEach
  void verifyAndClose() throws Exception {
    SqliteLedger last = ledger;
    if (last != null) {
      last.verify();
      last.close();
    }
  }
}
