package io.legate.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.MemoryLedger.Fault;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.Rfc6962;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Decisions on events that are not committed yet, with every commit held up by hand.
class SpeculationTest {

  private static final StreamId S = StreamId.at(Instant.EPOCH);
  private static final StreamId T = StreamId.at(Instant.EPOCH);

  private final HeldLedger ledger = new HeldLedger();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @SuppressWarnings("NullAway.Init")
  private Journals<Sum> journals;

  @SuppressWarnings("NullAway.Init")
  private Journal<Sum, Sum> journal;

  @BeforeEach
  void open() throws Exception {
    journals = Journals.open(ledger, Sum.FOLD, Instant::now, _ -> {});
    journal = journals.journal(Sum.FOLD, 1 << 20);
  }

  @AfterEach
  void close() {
    ledger.letAll();
    journals.close();
    callers.close();
  }

  private Future<Sum> add(StreamId stream, long amount) {
    return callers.submit(() -> journal.decide(stream, turn -> turn.append(Sum.add(amount))));
  }

  /// Waits until the decider of a call has run, which is when its events stand in the queue's
  /// order.
  private <R> Future<R> decided(Decider<Sum, Sum, R, Exception> decider) throws Exception {
    var ran = new CountDownLatch(1);
    var call =
        callers.submit(
            () ->
                journal.decide(
                    S,
                    turn -> {
                      R answer;
                      try {
                        answer = decider.decide(turn);
                      } finally {
                        ran.countDown();
                      }
                      return answer;
                    }));
    ran.await();
    return call;
  }

  @Test
  void aDecisionSeesEventsOnTheirWay() throws Exception {
    var first = add(S, 1);
    ledger.awaitAppend();
    var second = decided(turn -> turn.append(Sum.add(10)));
    assertThat(first.isDone()).isFalse();
    assertThat(second.isDone()).isFalse();
    assertThat(journal.read(S)).isEqualTo(new Sum(0, 0));
    ledger.letAll();
    assertThat(first.get()).isEqualTo(new Sum(1, 1));
    assertThat(second.get()).isEqualTo(new Sum(11, 2));
  }

  @Test
  void anAnswerOrRefusalWaitsForTheEventItRestsOn() throws Exception {
    var first = add(S, 1);
    ledger.awaitAppend();
    var answer = decided(Turn::state);
    var refusal =
        decided(
            turn -> {
              throw new IOException("seen " + turn.state().count());
            });
    assertThat(answer.isDone()).isFalse();
    assertThat(refusal.isDone()).isFalse();
    ledger.letAll();
    assertThat(first.get().count()).isEqualTo(1);
    assertThat(answer.get().count()).isEqualTo(1);
    assertThatThrownBy(refusal::get)
        .hasCauseInstanceOf(IOException.class)
        .hasMessageEndingWith("seen 1");
  }

  @Test
  void anAnswerThatRestsOnALostEventIsNotGiven() throws Exception {
    ledger.fail(Fault.NOT_WRITTEN);
    var first = add(S, 1);
    ledger.awaitAppend();
    var answer = decided(Turn::state);
    ledger.letAll();
    assertThatThrownBy(first::get).hasCauseInstanceOf(LedgerUnavailableException.class);
    assertThatThrownBy(answer::get).hasCauseInstanceOf(LedgerUnavailableException.class);
    assertThat(journal.read(S).count()).isZero();
  }

  @Test
  void aReplayedKeyCostsOthersOfTheStreamOnlyAnotherTurn() throws Exception {
    var blocked = add(T, 1);
    ledger.awaitAppend();
    var key = OnceKey.single(7, "k".getBytes(UTF_8));
    var claiming = new Draft(1, null, Sum.add(1).data(), List.of(key));
    var one = decided(turn -> turn.append(claiming));
    var replay = decided(turn -> turn.append(claiming));
    var after = decided(turn -> turn.append(Sum.add(100)));
    ledger.letAll();
    assertThat(blocked.get().count()).isEqualTo(1);
    one.get();
    assertThatThrownBy(replay::get).hasCauseInstanceOf(OnceTakenException.class);
    after.get();
    assertThat(journal.read(S)).isEqualTo(new Sum(101, 2));
  }

  @Test
  void aDecisionUnderOldControlIsMadeAgainUnderTheNew() throws Exception {
    var blocked = add(T, 1);
    ledger.awaitAppend();
    var seen = new ArrayList<Long>();
    var late =
        decided(
            turn -> {
              seen.add(turn.control().seq());
              return turn.append(Sum.add(1));
            });
    var change = callers.submit(() -> journals.control().decide(turn -> turn.append(Sum.add(5))));
    while (journals.committer().waiting() < 2) {
      Thread.onSpinWait();
    }
    ledger.letAll();
    blocked.get();
    assertThat(change.get().total()).isEqualTo(5);
    late.get();
    assertThat(seen).containsExactly(0L, 1L);
    assertThat(requireNonNull(ledger.event(S, 1)).control()).isEqualTo(1);
    assertThat(journals.control().current()).isEqualTo(new Control<>(1, new Sum(5, 1)));
  }

  @Test
  void anotherNodesChangeOfControlIsReadAndSeen() throws Exception {
    ledger.letAll();
    var event = RecordedEvent.of(StreamId.CONTROL, 1, 0, Instant.EPOCH, Sum.add(7));
    byte[] body = EventBody.bytes(event, 9, null);
    ledger.intrude(
        new Entry(
            StreamId.CONTROL,
            1,
            null,
            Instant.EPOCH,
            1,
            null,
            Rfc6962.leaf(body),
            body,
            List.of()));
    long seen =
        journal.decide(
            S,
            turn -> {
              turn.append(Sum.add(1));
              return turn.control().state().total();
            });
    assertThat(seen).isEqualTo(7);
    var changed = journals.control().decide(turn -> turn.append(Sum.add(1)));
    assertThat(changed.total()).isEqualTo(8);
  }

  @Test
  void everyWaitingCallerIsRefusedWhenTheCommitterDies() throws Exception {
    ledger.fail(Fault.DIE);
    var calls = new ArrayList<Future<Sum>>();
    calls.add(add(S, 1));
    ledger.awaitAppend();
    for (int i = 0; i < 50; i++) {
      calls.add(add(i % 2 == 0 ? S : T, 1));
    }
    ledger.letAll();
    for (var call : calls) {
      assertThatThrownBy(call::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              LedgerUnavailableException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.STOPPED));
    }
    assertThat(journals.isReady()).isFalse();
  }

  @Test
  void callersOfAHangingLedgerAreLetGoAndAskAgain() throws Exception {
    var sent = add(S, 1);
    ledger.awaitAppend();
    var unsent = add(T, 1);
    while (journals.committer().waiting() < 1) {
      Thread.onSpinWait();
    }
    journals.committer().abandonAfter(0);
    for (var call : List.of(sent, unsent)) {
      assertThatThrownBy(call::get)
          .cause()
          .isInstanceOfSatisfying(
              LedgerUnavailableException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
    }
    assertThat(journals.isReady()).isFalse();
    assertThatThrownBy(() -> add(S, 1).get()).hasCauseInstanceOf(LedgerUnavailableException.class);
    ledger.letAll();
    while (!journals.isReady()) {
      Thread.onSpinWait();
    }
    // The one that was sent is recorded, as its caller was told it might be.
    assertThat(add(S, 1).get()).isEqualTo(new Sum(2, 2));
    assertThat(add(T, 1).get()).isEqualTo(new Sum(1, 1));
  }

  /// Many callers, few streams, control moving, and an append in eight failing in some way: every
  /// answer is the record, and no answer is lost.
  @Test
  void underFaultsEveryAnswerIsTheRecord() throws Exception {
    ledger.letAll();
    var faults =
        List.of(Fault.UNKNOWN_AFTER, Fault.UNKNOWN_BEFORE, Fault.NOT_WRITTEN, Fault.CLOCK_SKEW);
    var counted = new AtomicInteger();
    var calls = new ArrayList<Callable<Void>>();
    for (int caller = 0; caller < 32; caller++) {
      calls.add(
          () -> {
            for (int i = 0; i < 200; i++) {
              var random = ThreadLocalRandom.current();
              if (random.nextInt(8) == 0) {
                ledger.fail(faults.get(random.nextInt(faults.size())));
              }
              try {
                if (random.nextInt(50) == 0) {
                  journals.control().decide(turn -> turn.append(Sum.add(1)));
                } else {
                  var stream = random.nextBoolean() ? S : T;
                  var answer = journal.decide(stream, SpeculationTest::addOne);
                  assertThat(requireNonNull(ledger.event(stream, answer.count())).control())
                      .isEqualTo(answer.total());
                  counted.incrementAndGet();
                }
              } catch (LedgerUnavailableException e) {
                // Asked for above; nothing may have been recorded for it.
              }
            }
            return null;
          });
    }
    for (var call : callers.invokeAll(calls)) {
      call.get();
    }
    var s = ledger.stream(S, 0, Integer.MAX_VALUE);
    var t = ledger.stream(T, 0, Integer.MAX_VALUE);
    assertThat(s.size() + t.size()).isEqualTo(counted.get());
    assertThat(counted.get()).isGreaterThan(1_000);
    long control = 0;
    for (var event : ledger.log(new LeafIndex(0), Integer.MAX_VALUE)) {
      assertThat(event.control()).isEqualTo(control);
      control += event.stream().isControl() ? 1 : 0;
    }
    assertThat(control).isPositive();
  }

  /// Appends one event and returns its sequence number, with the control sequence it was made
  /// under.
  private static Sum addOne(Turn<Sum, Sum> turn) {
    long seq = turn.nextSeq();
    turn.append(Sum.add(1));
    return new Sum(turn.control().seq(), seq);
  }
}
