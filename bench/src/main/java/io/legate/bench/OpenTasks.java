package io.legate.bench;

import io.legate.assembly.Site;
import io.legate.authorize.Answer.Outcome;
import io.legate.issue.IssuedInstance;
import io.legate.ledger.sqlite.SqliteLedger;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// How much memory a node takes with many open tasks, each of five hops (depth 4).
///
/// Opens them on the SQLite ledger, tells what is left on the heap after a collection, and then
/// lets an agent of a random task act, which has to be read from the ledger wherever the working
/// set does not hold it. Run it under the heap that is to be shown, such as `-Xmx2g`; the idle
/// tasks may take a quarter of it, as in the broker.
final class OpenTasks {

  private static final int IN_FLIGHT = 64;
  private static final int TOLD_EVERY = 10_000;
  private static final List<String> AGENTS =
      List.of("orchestrator", "research", "analysis", "action", "filing");
  private static final String BOUNDARY =
      """
      [{"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
        "resources":["erp://acme/invoices/*"],
        "arguments":{"amount":{"constraint_type":"decimal","max":"500.00"},
                     "invoice":{"constraint_type":"wildcard"}},
        "limits":[{"name":"count","count":5},{"name":"spend","sum":"amount","max":"1200.00"}],
        "delegation":{"max_depth":4,"allowed_delegates":[{"sub_profile":"ai_agent"}]}}]
      """;

  private final PrintStream out;
  private final int tasks;
  private final IssuedInstance[] holders;

  OpenTasks(PrintStream out, int tasks) {
    this.out = out;
    this.tasks = tasks;
    this.holders = new IssuedInstance[tasks];
  }

  void run() throws Exception {
    long heap = Runtime.getRuntime().maxMemory();
    out.printf(Locale.ROOT, "heap of %d MiB, %d tasks of five hops%n", heap >> 20, tasks);
    Path folder = Files.createTempDirectory("legate-bench");
    try (var ledger = SqliteLedger.open(folder, 1, Clock.systemUTC(), Long.MAX_VALUE);
        var site = new Site(Clock.systemUTC(), ledger, heap / 4)) {
      long before = usedMib();
      each("opened", i -> holders[i] = open(site));
      long held = usedMib();
      out.printf(
          Locale.ROOT,
          "heap after a collection: %d MiB before, %d MiB with every task open%n",
          before,
          held);
      int acts = Math.min(tasks, TOLD_EVERY);
      double cost = Cpu.microsEach(acts, () -> actOnRandomTasks(site, acts));
      out.printf(
          Locale.ROOT,
          "%d tasks chosen at random acted: %.0f us of processor time each, with the renewal of the"
              + " token%n",
          acts,
          cost);
      out.printf(Locale.ROOT, "ledger: %d MiB%n", Folders.bytes(folder) >> 20);
    } finally {
      Folders.delete(folder);
    }
  }

  private static IssuedInstance open(Site site) throws Exception {
    IssuedInstance hop = site.open(AGENTS.getFirst(), BOUNDARY).token();
    for (int depth = 1; depth < AGENTS.size(); depth++) {
      hop = site.delegate(AGENTS.get(depth - 1), hop, AGENTS.get(depth), BOUNDARY);
    }
    return hop;
  }

  private void actOnRandomTasks(Site site, int acts) throws Exception {
    var random = new java.util.Random(20261122);
    int[] chosen = random.ints(acts, 0, tasks).toArray();
    Work act =
        i -> {
          var token = site.renew(AGENTS.getLast(), holders[chosen[i]], Site.ERP);
          var answer =
              site.authorize(
                  AGENTS.getLast(),
                  token,
                  "payments.create",
                  "erp://acme/invoices/i" + i,
                  "{\"amount\":\"1.00\",\"invoice\":\"i" + i + "\"}");
          Outcome outcome = answer.answer().outcome();
          if (outcome != Outcome.ALLOW && outcome != Outcome.RATE_LIMITED) {
            throw new IllegalStateException("an agent within its boundary was told " + outcome);
          }
        };
    each(acts, "acted", act);
  }

  private interface Work {
    void run(int index) throws Exception;
  }

  private void each(String done, Work work) throws Exception {
    each(tasks, done, work);
  }

  /// Runs the work for every index, some at a time, and tells how far it is.
  private void each(int count, String done, Work work) throws Exception {
    var room = new Semaphore(IN_FLIGHT);
    var finished = new AtomicInteger();
    long begun = System.nanoTime();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new java.util.ArrayList<java.util.concurrent.Future<?>>(count);
      for (int i = 0; i < count; i++) {
        int index = i;
        room.acquire();
        Callable<Boolean> call =
            () -> {
              try {
                work.run(index);
                tell(done, finished.incrementAndGet(), begun);
                return true;
              } finally {
                room.release();
              }
            };
        running.add(executor.submit(call));
      }
      for (var each : running) {
        each.get();
      }
    }
  }

  private void tell(String done, int count, long begun) {
    if (count % TOLD_EVERY == 0) {
      out.printf(
          Locale.ROOT, "  %d %s after %.0f s%n", count, done, (System.nanoTime() - begun) / 1e9);
    }
  }

  private static long usedMib() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }
}
