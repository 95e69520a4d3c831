package io.legate.ledger.postgres;

import static io.legate.ledger.Writing.AT;
import static io.legate.ledger.Writing.batch;
import static io.legate.ledger.Writing.chain;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.ledger.AppendResult.Appended;
import io.legate.ledger.Entry;
import io.legate.ledger.Ledger;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.StreamId;
import io.legate.ledger.server.PostgresServer;
import io.legate.merkle.LeafIndex;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class PostgresListTest {

  @Test
  void eventsOfTheListedKindAreFoundNewestFirst() throws Exception {
    var server = PostgresServer.shared();
    String database = server.newDatabase();
    try (var ledger = Databases.open(server, database, 1)) {
      Databases.stopClock(server, database, AT);
      var entries = new ArrayList<Entry>();
      for (Entry entry : chain(1, StreamId.at(AT), 9, 0)) {
        entries.add(entry.seq() % 3 == 0 ? listed(entry) : entry);
      }
      assertThat(ledger.append(batch(ledger, 0, entries.toArray(Entry[]::new))))
          .isEqualTo(new Appended());
      assertThat(ledger.listed(new LeafIndex(100), 2))
          .extracting(StoredEvent::seq)
          .containsExactly(9L, 6L);
      assertThat(ledger.listed(new LeafIndex(5), 2))
          .extracting(StoredEvent::seq)
          .containsExactly(3L);
      assertThat(ledger.listed(new LeafIndex(2), 2)).isEmpty();
    }
  }

  private static Entry listed(Entry entry) {
    return new Entry(
        entry.stream(),
        entry.seq(),
        entry.prev(),
        entry.at(),
        Ledger.LISTED_KIND,
        entry.op(),
        entry.hash(),
        entry.body(),
        entry.once());
  }
}
