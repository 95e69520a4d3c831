package io.legate.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.assembly.TickingClock;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LogHead;
import io.legate.ledger.LogSizes;
import io.legate.ledger.MemoryLedger;
import io.legate.ledger.Removals;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.LeafIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Many that begin to listen at the same moment, as after a restart of whatever they listened to.
class ManyBeginningsTest {

  private static final int LISTENERS = 40;

  /// A ledger whose logs are read slowly, and which counts how many do so.
  private static final class SlowLogs extends MemoryLedger {
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final AtomicInteger searches = new AtomicInteger();

    SlowLogs(TickingClock clock) {
      super(clock);
    }

    private void read() {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
      inside.decrementAndGet();
    }

    @Override
    public List<LogHead> logHeads() {
      read();
      return super.logHeads();
    }

    @Override
    public List<StoredEvent> log(int of, LeafIndex from, int max) {
      searches.incrementAndGet();
      read();
      return super.log(of, from, max);
    }

    @Override
    public Removals removals(LogSizes after, int max) {
      read();
      return super.removals(after, max);
    }
  }

  private static boolean begin(Subscription listener) throws InterruptedException {
    while (!Thread.interrupted()) {
      try {
        return listener.next().asOf() != null;
      } catch (LedgerUnavailableException busy) {
        // Others were before it, and it asks again.
      }
    }
    throw new InterruptedException();
  }

  @Test
  void thoseWhoBeginTogetherLeaveTheLedgerToOthers() throws Exception {
    var clock = new TickingClock(Instant.parse("2026-01-02T12:00:00Z"));
    var ledger = new SlowLogs(clock);
    try (var site = new Site(clock, ledger);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var feed = site.use.revocations();
      int before = ledger.searches.get();
      List<Future<Boolean>> beginning = new ArrayList<>();
      for (int i = 0; i < LISTENERS; i++) {
        var listener = feed.subscribe(Site.ERP, null, () -> {});
        beginning.add(executor.submit(() -> begin(listener)));
      }
      for (var begun : beginning) {
        assertThat(begun.get(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(ledger.most.get()).isBetween(1, RevocationFeed.CATCHING_UP_MAX);
      assertThat(ledger.searches.get() - before).as("one search for all").isLessThan(LISTENERS);
    }
  }
}
