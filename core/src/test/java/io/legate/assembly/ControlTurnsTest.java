package io.legate.assembly;

import static io.legate.assembly.ChainTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.caller.Caller;
import io.legate.ledger.Batch;
import io.legate.ledger.MemoryLedger;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.Lists;
import io.legate.revoke.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Changes that come in a burst are taken together.
class ControlTurnsTest {

  private static final int BURST = 96;

  private final AtomicInteger turns = new AtomicInteger();
  private Site site;

  @BeforeEach
  void open() throws Exception {
    var clock = new TickingClock(Instant.parse("2026-11-22T10:00:00Z"));
    site =
        new Site(
            clock,
            new MemoryLedger(clock) {
              @Override
              protected void beforeAppend(Batch batch) {
                if (batch.isControl()) {
                  turns.incrementAndGet();
                }
              }
            });
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void aBurstOfChangesIsFewTurnsOfControl() throws Exception {
    var callers = new ArrayList<Caller>();
    for (int i = 0; i < BURST; i++) {
      callers.add(site.caller("ops"));
    }
    int before = turns.get();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var set = new ArrayList<Future<Signals.InForce>>();
      for (int i = 0; i < BURST; i++) {
        int number = i;
        set.add(threads.submit(() -> signal(callers.get(number), "agent " + number)));
      }
      for (var each : set) {
        assertThat(each.get().until()).isEqualTo(site.clock.instant().plusSeconds(60));
      }
    }
    assertThat(turns.get() - before).isBetween(1, BURST / 3);
    assertThat(site.use.control().get().facts().signals().sizeAtMost()).isEqualTo(BURST);
  }

  /// Of changes that are taken together one is refused, and one spends an assertion that was spent.
  @Test
  void aChangeThatIsRefusedTakesNoOtherWithIt() throws Exception {
    Caller spent = site.caller("ops");
    signal(spent, "first");
    var good = new ArrayList<Caller>();
    for (int i = 0; i < 6; i++) {
      good.add(site.caller("ops"));
    }
    Caller wrong = site.caller("ops");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var refusedSpent = threads.submit(() -> refusal(spent, "spent"));
      var refusedAge = threads.submit(() -> tooOld(wrong));
      var set = new ArrayList<Future<Signals.InForce>>();
      for (Caller caller : good) {
        set.add(threads.submit(() -> signal(caller, "agent " + good.indexOf(caller))));
      }
      for (var each : set) {
        assertThat(each.get().since()).isEqualTo(site.clock.instant());
      }
      assertThat(refusedSpent.get()).isEqualTo(Code.INVALID_CLIENT);
      assertThat(refusedAge.get()).isEqualTo(Code.REQUEST_EXPIRED);
    }
    assertThat(site.use.control().get().facts().signals().sizeAtMost()).isEqualTo(7);
  }

  /// A call that is replayed while it waits does not take the call itself with it.
  @Test
  void ofTwoThatSpendTheSameOneIsCarriedOut() throws Exception {
    signal(site.caller("ops"), "so that the next wait for their turn");
    Caller replayed = site.caller("ops");
    var carriedOut = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        int number = i;
        // All but one of them fail.
        var _ =
            threads.submit(
                () -> {
                  signal(replayed, "agent " + number);
                  return carriedOut.incrementAndGet();
                });
      }
    }
    assertThat(carriedOut).hasValue(1);
  }

  @Test
  void aLedgerThatIsClosedIsToldToEveryCaller() throws Exception {
    Caller caller = site.caller("ops");
    site.close();
    for (int i = 0; i < 3; i++) {
      assertRefused(Code.TEMPORARILY_UNAVAILABLE, () -> signal(caller, "agent"));
    }
  }

  private Signals.InForce signal(Caller caller, String about) throws RefusedException {
    var setting = new Signals.Setting(site.requestId(), "risk", about, "1", Duration.ofSeconds(60));
    return site.use.signals().set(caller, setting);
  }

  private Code refusal(Caller caller, String about) {
    try {
      signal(caller, about);
      throw new AssertionError("was not refused");
    } catch (RefusedException e) {
      return e.code();
    }
  }

  private Code tooOld(Caller caller) {
    var old =
        new io.legate.identity.RequestId(
            io.legate.identity.Uuid7.at(site.clock.instant().minus(Duration.ofHours(2))));
    try {
      site.use
          .lists()
          .update(caller, new Lists.Change(old, "blocked", List.of("v"), List.of(), ""));
      throw new AssertionError("was not refused");
    } catch (RefusedException e) {
      return e.code();
    }
  }
}
