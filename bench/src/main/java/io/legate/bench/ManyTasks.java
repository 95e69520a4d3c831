package io.legate.bench;

import io.legate.assembly.Site;
import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.AuthorizeCommand;
import io.legate.control.ControlState;
import io.legate.identity.TaskId;
import io.legate.ledger.Journals;
import io.legate.ledger.Ledger;
import io.legate.ledger.postgres.PostgresLedger;
import io.legate.ledger.postgres.PostgresTarget;
import io.legate.ledger.server.PostgresServer;
import io.legate.stream.ControlFold;
import io.legate.stream.TaskFold;
import io.legate.stream.Tasks;
import io.legate.task.TaskStatus;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// What many open tasks change, on a PostgreSQL server that is started for it: memory per task, how
/// long an Authorize takes, and how long it takes another broker to take a task over.
///
/// Each task has two hops. A sample of a thousand acts at the beginning, when there are no others,
/// and another at the end; one question at a time, so that what is measured is a caller's wait and
/// not a queue. Then a second broker, with nothing in memory, reads tasks chosen at random, which
/// is all that taking one over is.
final class ManyTasks {

  private static final int SAMPLE = 1_000;
  private static final int ROUNDS = 3;
  private static final int IN_FLIGHT = 64;
  private static final int TOLD_EVERY = 10_000;
  private static final long SEED = 20261122;

  private final PrintStream out;
  private final TaskId[] tasks;

  ManyTasks(PrintStream out, int tasks) {
    if (tasks < 2 * SAMPLE) {
      throw new NumberFormatException("fewer than are taken over");
    }
    this.out = out;
    this.tasks = new TaskId[tasks];
  }

  void run() throws Exception {
    try (var server = PostgresServer.start()) {
      String database = server.newDatabase();
      var target =
          new PostgresTarget(server.url(database), server.user(), server.password(), false);
      try (var ledger = PostgresLedger.open(target, 1)) {
        measure(ledger);
      }
      try (var ledger = PostgresLedger.open(target, 2)) {
        takeOver(ledger);
      }
    }
  }

  private void measure(Ledger ledger) throws Exception {
    long idle = Runtime.getRuntime().maxMemory() / 4;
    try (var site = new Site(Clock.systemUTC(), ledger, idle)) {
      act(site, 0);
      long before = usedBytes();
      open(site);
      long held = usedBytes() - before;
      out.printf(
          Locale.ROOT,
          "heap: %d MiB more with %d tasks open, %d bytes each; idle ones may take %d MiB%n",
          held >> 20,
          tasks.length,
          held / tasks.length,
          idle >> 20);
      act(site, tasks.length);
    }
  }

  private void open(Site site) throws Exception {
    var room = new Semaphore(IN_FLIGHT);
    var opened = new AtomicInteger();
    long begun = System.nanoTime();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>(tasks.length);
      for (int i = 0; i < tasks.length; i++) {
        int index = i;
        room.acquire();
        Callable<Integer> open =
            () -> {
              try {
                tasks[index] = Holders.pair(site).task();
                tell(opened.incrementAndGet(), begun);
                return index;
              } finally {
                room.release();
              }
            };
        all.add(executor.submit(open));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  private void tell(int opened, long begun) {
    if (opened % TOLD_EVERY == 0) {
      out.printf(
          Locale.ROOT, "  %d opened after %.0f s%n", opened, (System.nanoTime() - begun) / 1e9);
    }
  }

  private void act(Site site, int others) throws Exception {
    var holders = Holders.pairs(site, SAMPLE);
    var waits = new long[SAMPLE];
    for (int round = 1; round <= ROUNDS; round++) {
      List<AuthorizeCommand> questions = Questions.of(site, holders.tokens(), SAMPLE);
      for (int i = 0; i < SAMPLE; i++) {
        long begun = System.nanoTime();
        var answer = site.use.authorization().authorize(site.pep("rs:erp"), questions.get(i));
        waits[i] = System.nanoTime() - begun;
        if (answer.getFirst().answer().outcome() != Outcome.ALLOW) {
          throw new IllegalStateException("a question of the bench was not allowed");
        }
      }
    }
    out.println(
        "authorize, beside %s other tasks: %s".formatted(others, new Spread(waits).micros()));
  }

  private void takeOver(Ledger ledger) throws Exception {
    Clock clock = Clock.systemUTC();
    try (Journals<ControlState> journals =
        Journals.open(ledger, new ControlFold(), clock, _ -> {})) {
      var taken = new Tasks(journals.journal(new TaskFold(), 1L << 30), 1);
      var waits = new long[SAMPLE];
      int[] chosen = new Random(SEED).ints(0, tasks.length).distinct().limit(2L * SAMPLE).toArray();
      for (int i = 0; i < chosen.length; i++) {
        long begun = System.nanoTime();
        if (taken.read(tasks[chosen[i]]).status() != TaskStatus.OPEN) {
          throw new IllegalStateException("a task was lost");
        }
        // Each task once; the first half only warms up.
        waits[i % SAMPLE] = System.nanoTime() - begun;
      }
      out.println("taking a task over: " + new Spread(waits).micros());
    }
  }

  private static long usedBytes() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /// How waits are spread.
  private record Spread(long[] nanos) {
    Spread {
      nanos = nanos.clone();
      Arrays.sort(nanos);
    }

    String micros() {
      return String.format(
          Locale.ROOT,
          "p50 %d us, p99 %d us, at most %d us",
          at(0.5) / 1_000,
          at(0.99) / 1_000,
          at(1) / 1_000);
    }

    private long at(double share) {
      return nanos[(int) Math.min(nanos.length - 1, share * nanos.length)];
    }
  }
}
