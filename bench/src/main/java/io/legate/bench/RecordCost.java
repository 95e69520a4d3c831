package io.legate.bench;

import io.legate.assembly.Site;
import io.legate.json.Jcs;
import io.legate.json.Json.Obj;
import io.legate.ledger.Batch;
import io.legate.ledger.Entry;
import io.legate.ledger.Ledger;
import io.legate.ledger.RecordedEvent;
import io.legate.ledger.StoredEvent;
import io.legate.ledger.sqlite.SqliteLedger;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.LeafIndex;
import io.legate.merkle.Rfc6962;
import io.legate.task.EventKind;
import io.legate.task.TaskEvent;
import io.legate.task.TaskEventJson;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What keeping the record adds to the processor time of an Authorize.
///
/// A broker has no switch for it: the record is what the state is folded from. So it is measured in
/// two parts. *Storing*: two sites are asked in turns, one whose ledger keeps the records and one
/// whose ledger is given the same rows with a body of 32 bytes. *Making*: the records of the first
/// are read back and made again, from the event to JSON, canonical bytes, leaf hash and tree.
/// Checkpoints are in both sites alike, and are not counted as the record's.
final class RecordCost {

  private static final int TASKS = 256;
  private static final int IN_FLIGHT = 256;
  private static final int WARM_UP = 4;
  private static final int ROUNDS = 7;
  private static final int PAGE = 512;

  private final PrintStream out;
  private final int perRound;

  RecordCost(PrintStream out, int perRound) {
    this.out = out;
    this.perRound = perRound;
  }

  /// A site and who asks it.
  private record Asked(Site site, Holders holders) {
    double micros(int questions) throws Exception {
      var asked = Questions.of(site, holders.tokens(), questions);
      System.gc();
      return Cpu.microsEach(questions, () -> Load.ask(site, asked, IN_FLIGHT));
    }
  }

  void run() throws Exception {
    Path folder = Files.createTempDirectory("legate-bench");
    Clock clock = Clock.systemUTC();
    long idle = Runtime.getRuntime().maxMemory() / 8;
    try (var ledger =
            SqliteLedger.open(
                Files.createDirectory(folder.resolve("whole")), 1, clock, Long.MAX_VALUE);
        var other =
            SqliteLedger.open(
                Files.createDirectory(folder.resolve("slim")), 1, clock, Long.MAX_VALUE);
        var site = new Site(clock, ledger, idle);
        var slim = new Site(clock, withoutBodies(other), idle)) {
      measure(
          ledger,
          new Asked(site, Holders.chains(site, TASKS)),
          new Asked(slim, Holders.chains(slim, TASKS)));
    } finally {
      Folders.delete(folder);
    }
  }

  private void measure(Ledger ledger, Asked whole, Asked slim) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      var _ = whole.micros(perRound);
      var _ = slim.micros(perRound);
    }
    var shares = new double[ROUNDS];
    for (int round = 1; round <= ROUNDS; round++) {
      double all = whole.micros(perRound);
      double without = slim.micros(perRound);
      double making = make(ledger);
      shares[round - 1] = (all - without + making) / all;
      out.printf(
          Locale.ROOT,
          "round %d  authorize %.1f us  of that storing %.1f us, making %.1f us: %.0f %%%n",
          round,
          all,
          all - without,
          making,
          100 * shares[round - 1]);
    }
    Arrays.sort(shares);
    out.printf(Locale.ROOT, "median %.0f %%%n", 100 * shares[ROUNDS / 2]);
  }

  /// Returns the microseconds that making each of the last decisions' records takes.
  private double make(Ledger ledger) throws Exception {
    long size = ledger.logHead().frontier().size().leaves();
    var events = new ArrayList<TaskEvent>();
    var around = new ArrayList<Obj>();
    for (long next = size - perRound; next < size; next += PAGE) {
      for (StoredEvent stored : ledger.log(new LeafIndex(next), PAGE)) {
        var recorded = RecordedEvent.of(stored);
        if (recorded.kind() == EventKind.DECIDED.number()) {
          events.add(TaskEventJson.read(EventKind.DECIDED, recorded.data()));
          around.add(around(recorded));
        }
      }
    }
    var frontier = new Frontier[] {Frontier.empty()};
    return Cpu.microsEach(
        events.size(),
        () -> {
          var page = new ArrayList<Hash>();
          for (int i = 0; i < events.size(); i++) {
            var members = new java.util.LinkedHashMap<>(around.get(i).members());
            members.put("data", TaskEventJson.write(events.get(i)));
            page.add(Rfc6962.leaf(Jcs.bytes(new Obj(members))));
            if (page.size() == IN_FLIGHT) {
              frontier[0] = frontier[0].plus(page);
              page.clear();
            }
          }
        });
  }

  /// What a record says beside its data.
  private static Obj around(RecordedEvent event) {
    return Obj.with("at", event.at().toEpochMilli())
        .with("control", event.control())
        .with("kind", (long) event.kind())
        .with("seq", event.seq())
        .with("stream", event.stream().toString())
        .build();
  }

  /// Returns a ledger that is given hashes in place of records.
  private static Ledger withoutBodies(Ledger ledger) {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (_, method, arguments) -> {
              try {
                return method.getName().equals("append")
                    ? ledger.append(slim((Batch) arguments[0]))
                    : method.invoke(ledger, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Batch slim(Batch batch) {
    List<Entry> entries =
        batch.entries().stream()
            .map(
                each ->
                    new Entry(
                        each.stream(),
                        each.seq(),
                        each.prev(),
                        each.at(),
                        each.kind(),
                        each.op(),
                        each.hash(),
                        each.hash().bytes(),
                        each.once(),
                        each.secret()))
            .toList();
    return new Batch(batch.before(), batch.after(), batch.control(), batch.now(), entries);
  }
}
