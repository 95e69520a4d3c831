package io.legate.ledger.sqlite;

import com.sun.management.OperatingSystemMXBean;
import io.legate.json.Json;
import io.legate.ledger.Draft;
import io.legate.ledger.Fold;
import io.legate.ledger.Journal;
import io.legate.ledger.Journals;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StreamId;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Measures what an event costs on the embedded ledger: `AppendSpeed <folder> <producers> <tasks>
/// <seconds>`. Prints events and commits a second and the CPU of the whole process for each event,
/// with a body of about 600 bytes, after a warm-up of the same length.
final class AppendSpeed {

  private AppendSpeed() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(args[0]), "ledger");
    int producers = Integer.parseInt(args[1]);
    int tasks = Integer.parseInt(args[2]);
    var seconds = Duration.ofSeconds(Long.parseLong(args[3]));
    var clock = new MonotonicClock(InstantSource.system(), System::nanoTime);
    var commits = new LongAdder();
    try (var ledger = SqliteLedger.open(folder, 1, clock, Long.MAX_VALUE);
        var journals =
            Journals.open(ledger, new Count(), InstantSource.system(), _ -> commits.increment())) {
      Journal<Long, Long> journal = journals.journal(new Count(), 64 << 20);
      var streams = new StreamId[tasks];
      for (int i = 0; i < tasks; i++) {
        streams[i] = StreamId.at(Instant.now());
      }
      for (String round : new String[] {"warm-up", "measured"}) {
        report(round, run(journal, streams, producers, seconds, commits));
      }
      System.out.println("log " + ledger.verify().size().leaves());
    }
  }

  private static Figures run(
      Journal<Long, Long> journal,
      StreamId[] streams,
      int producers,
      Duration duration,
      LongAdder commits)
      throws InterruptedException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var running = new AtomicBoolean(true);
    var ended = new CountDownLatch(producers);
    var events = new LongAdder();
    commits.reset();
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    for (int i = 0; i < producers; i++) {
      Thread.startVirtualThread(
          () -> {
            try {
              while (running.get()) {
                var stream = streams[ThreadLocalRandom.current().nextInt(streams.length)];
                journal.decide(stream, turn -> turn.append(draft()));
                events.increment();
              }
            } catch (Exception e) {
              throw new IllegalStateException(e);
            } finally {
              ended.countDown();
            }
          });
    }
    var _ = ended.await(duration.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    running.set(false);
    ended.await();
    long nanos = System.nanoTime() - start;
    return new Figures(
        events.sum() * 1e9 / nanos,
        commits.sum() * 1e9 / nanos,
        (system.getProcessCpuTime() - cpu) / 1e3 / events.sum());
  }

  private static void report(String round, Figures figures) {
    System.out.printf(
        Locale.ROOT,
        "%s: %.0f events/s, %.0f commits/s, %.1f us CPU an event%n",
        round,
        figures.events,
        figures.commits,
        figures.cpuMicros);
  }

  private static Draft draft() {
    var data =
        Json.Obj.with("action", "payments.create")
            .with("resource", "invoice://acme/2026/000123")
            .with("digest", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
            .with("proof", "x".repeat(200))
            .with("amount", "123.45")
            .build();
    byte[] op = new byte[16];
    ThreadLocalRandom.current().nextBytes(op);
    return new Draft(3, op, data, java.util.List.of());
  }

  private record Figures(double events, double commits, double cpuMicros) {}

  /// Counts events: the cheapest fold.
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
    public int weight(Long state) {
      return 16;
    }
  }
}
