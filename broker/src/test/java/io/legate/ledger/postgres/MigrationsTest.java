package io.legate.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.ledger.server.PostgresServer;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;

class MigrationsTest {

  private static final int NODES = 5;

  @RepeatedTest(3)
  void nodesThatStartTogetherOnAnEmptyDatabaseAllOpenTheirLogs() throws Exception {
    var server = PostgresServer.shared();
    String database = server.newDatabase();
    var together = new CyclicBarrier(NODES);
    var opening = new ArrayList<Future<PostgresLedger>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int node = 1; node <= NODES; node++) {
        int number = node;
        Callable<PostgresLedger> open =
            () -> {
              together.await();
              return Databases.open(server, database, number);
            };
        opening.add(threads.submit(open));
      }
    }
    int opened = 0;
    for (var ledger : opening) {
      try (var it = ledger.get()) {
        opened += it.logHeads().size() == NODES ? 1 : 0;
      }
    }
    assertThat(opened).isEqualTo(NODES);
  }
}
