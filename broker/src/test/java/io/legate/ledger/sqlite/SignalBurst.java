package io.legate.ledger.sqlite;

import io.legate.assembly.Site;
import io.legate.control.ControlEvent.SignalSet;
import io.legate.control.ControlState;
import io.legate.control.Signal;
import io.legate.identity.ClientId;
import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.json.Json;
import io.legate.ledger.Draft;
import io.legate.ledger.Fold;
import io.legate.ledger.Journal;
import io.legate.ledger.Journals;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StreamId;
import io.legate.revoke.Signals;
import io.legate.stream.ControlFold;
import io.legate.stream.Drafts;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Measures what a burst of signals does to decisions: `SignalBurst <folder> <seconds>`. Prints,
/// without signals, with a turn of control for each signal and with turns of control that are
/// shared and paced, how many decisions and signals a second there are and how many decisions were
/// refused because others were faster.
final class SignalBurst {

  private static final int DECIDERS = 32;
  private static final int SETTERS = 16;

  private SignalBurst() {}

  public static void main(String[] args) throws Exception {
    var seconds = Duration.ofSeconds(Long.parseLong(args[1]));
    for (String manner : List.of("none", "none", "each its turn", "together", "none")) {
      Path folder = Files.createTempDirectory(Path.of(args[0]), "ledger");
      var clock = new MonotonicClock(InstantSource.system(), System::nanoTime);
      try (var ledger = SqliteLedger.open(folder, 1, clock, Long.MAX_VALUE)) {
        if (manner.equals("together")) {
          together(ledger, seconds);
        } else {
          alone(ledger, manner, seconds);
        }
      }
    }
  }

  private static void alone(SqliteLedger ledger, String manner, Duration seconds) throws Exception {
    try (var journals = Journals.open(ledger, new ControlFold(), InstantSource.system(), _ -> {})) {
      run(
          manner,
          journals.journal(new Count(), 64 << 20),
          seconds,
          manner.equals("none") ? null : number -> journals.control().decide(set(number)));
    }
  }

  private static io.legate.ledger.Decider<ControlState, ControlState, Long, RuntimeException> set(
      int number) {
    return turn -> {
      var signal =
          new Signal(
              BigDecimal.ONE,
              turn.at(),
              turn.at().plusSeconds(60),
              new ClientId("ops"),
              new RequestId(Uuid7.at(turn.at())));
      var key = new Signal.Key("risk", "agent " + number);
      turn.append(Drafts.of(new SignalSet(key, signal), List.of()));
      return turn.nextSeq();
    };
  }

  private static void together(SqliteLedger ledger, Duration seconds) throws Exception {
    try (var site = new Site(Clock.systemUTC(), ledger)) {
      run(
          "together",
          site.journal(new Count()),
          seconds,
          number ->
              site.use
                  .signals()
                  .set(
                      site.caller("ops"),
                      new Signals.Setting(
                          site.requestId(),
                          "risk",
                          "agent " + number,
                          "1",
                          Duration.ofSeconds(60))));
    }
  }

  private interface Setter {
    void set(int number) throws Exception;
  }

  private static void run(
      String manner,
      Journal<Long, ControlState> journal,
      Duration duration,
      @org.jspecify.annotations.Nullable Setter setter)
      throws Exception {
    var running = new AtomicBoolean(true);
    var ended = new CountDownLatch(DECIDERS + (setter == null ? 0 : SETTERS));
    var decided = new LongAdder();
    var refused = new LongAdder();
    var set = new LongAdder();
    for (int i = 0; i < DECIDERS; i++) {
      StreamId stream = StreamId.at(Instant.now());
      loop(
          running,
          ended,
          () -> {
            try {
              journal.decide(stream, turn -> turn.append(draft()));
              decided.increment();
            } catch (LedgerUnavailableException e) {
              refused.increment();
            }
          });
    }
    for (int i = 0; setter != null && i < SETTERS; i++) {
      loop(
          running,
          ended,
          () -> {
            setter.set(ThreadLocalRandom.current().nextInt(1_000));
            set.increment();
          });
    }
    java.util.concurrent.locks.LockSupport.parkNanos(duration.toNanos());
    running.set(false);
    ended.await();
    double seconds = duration.toMillis() / 1_000.0;
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-14s %8.0f decisions/s %6.0f refused/s %6.0f signals/s",
            manner,
            decided.sum() / seconds,
            refused.sum() / seconds,
            set.sum() / seconds));
  }

  private interface Step {
    void take() throws Exception;
  }

  private static void loop(AtomicBoolean running, CountDownLatch ended, Step step) {
    Thread.startVirtualThread(
        () -> {
          try {
            while (running.get()) {
              step.take();
            }
          } catch (Exception e) {
            throw new IllegalStateException(e);
          } finally {
            ended.countDown();
          }
        });
  }

  private static Draft draft() {
    return Draft.of(1, Json.Obj.with("filler", "x".repeat(500)).build());
  }

  /// Counts events. With snapshots, as a task's fold has them: without, a decision that is made
  /// again would fold its whole stream.
  private static final class Count implements Fold<Long> {
    @Override
    public Long empty(StreamId stream) {
      return 0L;
    }

    @Override
    public Long apply(Long state, RecordedEvent event) {
      return state + 1;
    }

    @Override
    public Json.Obj snapshot(Long state) {
      return Json.Obj.with("count", Long.toString(state)).build();
    }

    @Override
    public Long restore(StreamId stream, Json.Obj snapshot, Past past) {
      return Long.valueOf(java.util.Objects.requireNonNull(snapshot.string("count")));
    }

    @Override
    public int weight(Long state) {
      return 64;
    }
  }
}
