package io.legate.ledger;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

class MemoryLogsTest extends SeveralNodesContract {

  private @Nullable MemoryLedger memory;

  @Override
  protected Ledger fresh(InstantSource clock) {
    var ledger = MemoryLedger.shared(3, clock);
    memory = ledger;
    return ledger;
  }

  @Override
  protected Ledger reopen(Ledger ledger) {
    return ((MemoryLedger) ledger).reopen();
  }

  @Override
  protected Ledger as(int node) {
    return requireNonNull(memory).as(node);
  }
}
