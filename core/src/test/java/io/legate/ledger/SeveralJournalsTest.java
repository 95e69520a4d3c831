package io.legate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.MemoryLedger.Fault;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two nodes on one ledger, each with what it remembers.
class SeveralJournalsTest {

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final StreamId STREAM = StreamId.at(NOON);
  private static final InstantSource CLOCK = InstantSource.fixed(NOON);
  private static final long ROOM = 1 << 20;

  private final MemoryLedger ledger = MemoryLedger.shared(1, CLOCK);
  private final List<String> stopped = new ArrayList<>();
  private final Journals<Sum> one = open(ledger);
  private final MemoryLedger other = ledger.as(2);
  private final Journals<Sum> two = open(other);
  private final Journal<Sum, Sum> first = one.journal(Sum.FOLD, ROOM);
  private final Journal<Sum, Sum> second = two.journal(Sum.FOLD, ROOM);

  private Journals<Sum> open(Ledger on) {
    try {
      return Journals.open(on, Sum.FOLD, CLOCK, watch());
    } catch (LedgerUnavailableException e) {
      throw new AssertionError(e);
    }
  }

  private LogWatch watch() {
    return new LogWatch() {
      @Override
      public void grown(LogHead head) {}

      @Override
      public void stopped(String why) {
        stopped.add(why);
      }
    };
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  /// Of many who contend somebody may lose eight times in a row, and is told.
  private static void unlessBusy(Callable<Sum> decision) throws Exception {
    try {
      decision.call();
    } catch (LedgerUnavailableException e) {
      assertThat(e.reason()).isEqualTo(Reason.BUSY);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it never came").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static long add(Journal<Sum, Sum> journal) throws Exception {
    return journal.decide(STREAM, turn -> turn.append(Sum.add(1))).count();
  }

  @Test
  void whatIsReadIsTheNewestWhoeverWroteIt() throws Exception {
    for (long count = 1; count < 20; count += 2) {
      assertThat(add(first)).isEqualTo(count);
      assertThat(second.read(STREAM).count()).isEqualTo(count);
      assertThat(add(second)).isEqualTo(count + 1);
      assertThat(first.known(STREAM))
          .isEqualTo(new Known<>(count + 1, new Sum(count + 1, count + 1)));
    }
  }

  @Test
  void anAnswerThatAppendsNothingRestsOnTheNewest() throws Exception {
    add(first);
    add(second);
    long seen = first.decide(STREAM, turn -> turn.state().count());
    assertThat(seen).isEqualTo(2);
  }

  @Test
  void aRefusalRestsOnTheNewest() throws Exception {
    add(first);
    add(second);
    assertThatThrownBy(
            () ->
                first.decide(
                    STREAM,
                    turn -> {
                      throw new IOException("seen " + turn.state().count());
                    }))
        .hasMessage("seen 2");
  }

  @Test
  void aStreamThatWasTakenForNewIsLookedUpBeforeARefusal() throws Exception {
    add(second);
    assertThatThrownBy(
            () ->
                first.begin(
                    STREAM,
                    turn -> {
                      throw new IOException("seen " + turn.state().count());
                    }))
        .hasMessage("seen 1");
    add(first);
    assertThatThrownBy(
            () ->
                first.begin(
                    STREAM,
                    turn -> {
                      throw new IOException("seen " + turn.state().count());
                    }))
        .hasMessage("seen 2");
  }

  @Test
  void aNodeThatKnowsAControlEventTheLedgerHasLostStops() throws Exception {
    two.control().decide(turn -> turn.append(Sum.add(5)));
    first.read(STREAM);
    ledger.forgetLast(StreamId.CONTROL);
    tellsNothingAndHasStopped();
  }

  /// As when it was lost, and another was appended since.
  @Test
  void aNodeThatKnowsAnotherControlEventThanTheLedgerStops() throws Exception {
    two.control().decide(turn -> turn.append(Sum.add(5)));
    first.read(STREAM);
    ledger.forgetLast(StreamId.CONTROL);
    var three = open(ledger.as(3));
    try {
      three.control().decide(turn -> turn.append(Sum.add(7)));
      tellsNothingAndHasStopped();
    } finally {
      three.close();
    }
  }

  private void tellsNothingAndHasStopped() {
    assertThatThrownBy(() -> first.read(STREAM))
        .isInstanceOfSatisfying(
            LedgerUnavailableException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.STOPPED));
    assertThatThrownBy(() -> add(first)).isInstanceOf(LedgerUnavailableException.class);
    assertThat(stopped).anyMatch(why -> why.startsWith("the ledger went back: control"));
  }

  @Test
  void whatDoesNotFollowWhatIsKnownOfAStreamIsNotFolded() throws Exception {
    add(first);
    ledger.forgetLast(STREAM);
    var three = open(ledger.as(3));
    try {
      var third = three.journal(Sum.FOLD, ROOM);
      add(third);
      add(third);
      assertThatThrownBy(() -> first.read(STREAM))
          .isInstanceOfSatisfying(
              LedgerUnavailableException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
    } finally {
      three.close();
    }
  }

  /// What this node appends itself does not make it look again and again.
  @Test
  void aBusyStreamIsAnsweredFor() throws Exception {
    var busy = new AtomicBoolean(true);
    var working = new ArrayList<Future<?>>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        working.add(
            callers.submit(
                () -> {
                  while (busy.get()) {
                    add(first);
                  }
                  return null;
                }));
      }
      long before = 0;
      for (int i = 0; i < 500; i++) {
        long seen = first.decide(STREAM, turn -> turn.state().count());
        assertThat(seen).isGreaterThanOrEqualTo(before);
        before = seen;
      }
      busy.set(false);
      for (var done : working) {
        done.get();
      }
    }
  }

  /// Before each of its appends somebody else's comes, as long as anybody else may append.
  @Test
  void whatRemovesAuthorityDoesNotLoseForEver() throws Exception {
    other.beforeEachAppend(
        () -> {
          if (!other.isPreceding()) {
            assertThatCode(() -> add(first)).doesNotThrowAnyException();
          }
        });
    assertThatThrownBy(() -> add(second))
        .isInstanceOfSatisfying(
            LedgerUnavailableException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
    Sum after = second.decideFirst(STREAM, turn -> turn.append(Sum.add(1)));
    assertThat(first.read(STREAM)).isEqualTo(after);
  }

  @Test
  void aChangeOfControlElsewhereIsKnownToAnAnswerHere() throws Exception {
    first.read(STREAM);
    two.control().decide(turn -> turn.append(Sum.add(5)));
    long control = first.decide(STREAM, turn -> turn.control().state().total());
    assertThat(control).isEqualTo(5);
    two.control().decide(turn -> turn.append(Sum.add(5)));
    first.read(STREAM);
    assertThat(one.control().current()).isEqualTo(new Control<>(2, new Sum(10, 2)));
    two.control().decide(turn -> turn.append(Sum.add(5)));
    long total = one.control().decide(turn -> turn.state().total());
    assertThat(total).isEqualTo(15);
  }

  @Test
  void aChangeOfControlIsHeardOfByANodeThatDoesNothing() throws Exception {
    two.control().decide(turn -> turn.append(Sum.add(5)));
    await(() -> one.control().current().seq() == 1);
    for (int i = 2; i < 50; i++) {
      two.control().decide(turn -> turn.append(Sum.add(5)));
      assertThat(one.lookAgain()).isTrue();
      assertThat(one.control().current().seq()).isEqualTo(i);
    }
  }

  @Test
  void theNewestControlIsThatOfTheLedgerWhoeverChangedIt() throws Exception {
    for (int i = 1; i < 50; i++) {
      two.control().decide(turn -> turn.append(Sum.add(5)));
      assertThat(one.newest()).isEqualTo(new Control<>(i, new Sum(5L * i, i)));
    }
  }

  @Test
  void whatCannotBeLookedUpIsNotToldFromMemory() throws Exception {
    one.newest();
    ledger.state.headsFail = true;
    assertThatThrownBy(one::newest).isInstanceOf(LedgerUnavailableException.class);
  }

  @Test
  void aNodeThatHasStoppedKnowsNothingNewest() throws Exception {
    var taken = open(ledger.as(1));
    try {
      assertThatThrownBy(one::newest)
          .isInstanceOfSatisfying(
              LedgerUnavailableException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.STOPPED));
    } finally {
      taken.close();
    }
  }

  @Test
  void aNodeWhoseLogIsAnothersTellsNothingAndSaysSoOnce() throws Exception {
    add(first);
    var taken = open(ledger.as(1));
    try {
      assertThatThrownBy(() -> first.read(STREAM))
          .isInstanceOfSatisfying(
              LedgerUnavailableException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.STOPPED));
      assertThatThrownBy(() -> first.decide(STREAM, Turn::state))
          .isInstanceOf(LedgerUnavailableException.class);
      assertThatThrownBy(() -> add(first)).isInstanceOf(LedgerUnavailableException.class);
      assertThat(one.isReady()).isFalse();
      assertThat(stopped).containsExactly("another process has opened the log of node 1");
      assertThat(add(taken.journal(Sum.FOLD, ROOM))).isEqualTo(2);
    } finally {
      taken.close();
    }
  }

  @Test
  void aNodeIsReadyAgainWithoutAnAppend() throws Exception {
    ledger.fail(Fault.NOT_WRITTEN);
    assertThatThrownBy(() -> add(first)).isInstanceOf(LedgerUnavailableException.class);
    await(one::isReady);
    assertThat(ledger.stream(STREAM, 0, 9)).isEmpty();
  }

  @Test
  void aNodeStaysNotReadyWhileNothingCanBeWritten() throws Exception {
    ledger.fail(Fault.NOT_WRITTEN);
    ledger.fail(Fault.NOT_WRITTEN);
    assertThatThrownBy(() -> add(first)).isInstanceOf(LedgerUnavailableException.class);
    long trials = ledger.trials();
    await(
        () -> {
          assertThat(one.isReady()).isFalse();
          return ledger.trials() >= trials + 2;
        });
  }

  /// Decisions under control that moves on all sides: each event says under which it was decided,
  /// in its body, and that is what the ledger held against it.
  @Test
  void everyEventStandsUnderTheControlThatItSays() throws Exception {
    var working = new ArrayList<Future<?>>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var journals : List.of(one, two)) {
        var journal = journals.journal(Sum.FOLD, ROOM);
        for (int i = 0; i < 4; i++) {
          var stream = StreamId.at(NOON);
          working.add(
              callers.submit(
                  () -> {
                    for (int n = 0; n < 200; n++) {
                      unlessBusy(() -> journal.decide(stream, turn -> turn.append(Sum.add(1))));
                    }
                    return null;
                  }));
        }
        working.add(
            callers.submit(
                () -> {
                  for (int n = 0; n < 100; n++) {
                    unlessBusy(() -> journals.control().decide(turn -> turn.append(Sum.add(1))));
                    journals.lookAgain();
                  }
                  return null;
                }));
      }
    }
    for (var done : working) {
      done.get();
    }
    long changes = ledger.controlSeq();
    assertThat(changes).isGreaterThan(100);
    int read = 0;
    for (LogHead head : ledger.logHeads()) {
      for (StoredEvent event :
          ledger.log(head.node(), new io.legate.merkle.LeafIndex(0), Integer.MAX_VALUE)) {
        assertThat(RecordedEvent.of(event).control()).isEqualTo(event.control());
        read++;
      }
    }
    assertThat(read).isGreaterThan(1_000);
  }
}
