package io.legate.chaos.run;

import io.legate.chaos.check.Attempt;
import io.legate.chaos.check.Availability;
import io.legate.chaos.check.Checker;
import io.legate.chaos.check.Evidence;
import io.legate.chaos.check.HistoryFile;
import io.legate.chaos.check.Invariant;
import io.legate.chaos.check.LedgerCopy;
import io.legate.chaos.check.Recorded;
import io.legate.chaos.check.Substance;
import io.legate.chaos.check.Violation;
import io.legate.chaos.client.Crowd;
import io.legate.chaos.client.Habits;
import io.legate.chaos.client.History;
import io.legate.chaos.fault.Fault;
import io.legate.chaos.fault.Ground;
import io.legate.chaos.stage.Broker;
import io.legate.chaos.stage.Cluster;
import io.legate.chaos.stage.StageException;
import io.legate.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One cluster with its clients, to which fault after fault is done.
final class Torment implements AutoCloseable {

  private static final long LOOK_AGAIN_MILLIS = 250;

  private static final int WARM_ATTEMPTS = 150;
  private static final long WARM_MILLIS_MAX = 20_000;

  /// How long it may take to learn what came of everything, after the last fault.
  private static final long REST_MILLIS = 30_000;

  private final Cluster cluster;
  private final History history;
  private final HistoryFile written;
  private final Crowd crowd;
  private final Random random;
  private final boolean quick;
  private final Report report;
  private final Set<String> seen = new HashSet<>();
  private boolean finished;

  /// @param file of the history
  Torment(Cluster cluster, Path file, Habits habits, boolean quick, Report report)
      throws IOException {
    this.cluster = cluster;
    this.history = new History(file);
    this.written = new HistoryFile(file);
    this.crowd = new Crowd(cluster, history, habits);
    this.random = new Random(habits.seed());
    this.quick = quick;
    this.report = report;
  }

  /// Lets the clients begin, and returns when they are at work: the first calls of a JVM are slow.
  void start() throws IOException, InterruptedException {
    crowd.start();
    report.say("the clients begin");
    long deadline = System.currentTimeMillis() + WARM_MILLIS_MAX;
    while (written.read().attempts().size() < WARM_ATTEMPTS
        && System.currentTimeMillis() < deadline) {
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  Crowd crowd() {
    return crowd;
  }

  Cluster cluster() {
    return cluster;
  }

  History history() {
    return history;
  }

  /// Returns why a fault cannot be done here; null where it can.
  @Nullable String impossible(Fault fault) {
    return fault.impossible(new Ground(cluster, crowd, history, random, quick));
  }

  /// Does a fault that takes away what was acknowledged, and measures what is gone. It is the last:
  /// an operator has to look after that.
  Outcome lose(Fault fault) throws StageException, IOException, InterruptedException {
    report.begin(fault.name(), fault.about());
    var ground = new Ground(cluster, crowd, history, random, quick);
    fault.run(ground);
    crowd.finish(0);
    history.close();
    finished = true;
    List<Violation> gone = judge();
    ground.measure("answers_that_are_gone", (double) gone.size());
    var outcome = new Outcome(fault.name(), List.of(), ground.failures(), ground.measures());
    report.end(outcome);
    return outcome;
  }

  /// Does one fault, waits until everything works again, and judges.
  Outcome suffer(Fault fault) throws StageException, IOException, InterruptedException {
    report.begin(fault.name(), fault.about());
    long begun = history.mark("fault " + fault.name(), Json.Obj.EMPTY);
    var ground = new Ground(cluster, crowd, history, random, quick);
    try {
      fault.run(ground);
    } catch (StageException e) {
      ground.fail("the stage did not do it: " + e.getMessage());
      cluster.repair();
      ground.healed();
    }
    history.mark("healed", Json.Obj.EMPTY);
    OptionalLong recovery = awaitRecovery(ground.healedAt());
    long ended = System.currentTimeMillis();
    var found = new ArrayList<Violation>();
    Recorded recorded = written.read();
    var availability = new Availability(recorded);
    if (recovery.isEmpty() || recovery.getAsLong() > Availability.RECOVERED_WITHIN_MILLIS) {
      found.add(
          new Violation(Invariant.I7, "attempts were not answered 15 seconds after the healing"));
    } else {
      ground.measure("recovered_ms", (double) recovery.getAsLong());
    }
    for (Ground.Outage outage : ground.outages()) {
      long gap = availability.longestGap(outage.from(), outage.to(), outage.serving());
      ground.measure("gap_ms", (double) gap);
      if (gap > outage.gapMillisMax()) {
        found.add(
            new Violation(
                Invariant.I7,
                "brokers %s, which were left, answered nothing for %s ms of at most %s"
                    .formatted(outage.serving(), gap, outage.gapMillisMax())));
      }
    }
    int failedStarts = cluster.brokers().stream().mapToInt(Broker::failedStarts).sum();
    if (failedStarts > 0) {
      ground.measure("failed_starts", failedStarts);
    }
    var count = availability.count(begun, ended);
    long allowed = Substance.of(during(recorded, begun)).allowed();
    ground.measure("allowed", (double) allowed);
    if (allowed == 0) {
      ground.fail("nothing was allowed: this shows nothing");
    }
    ground.measure("attempts", count.attempts());
    ground.measure("answered", count.answered());
    found.addAll(judge(recorded));
    var outcome = new Outcome(fault.name(), found, ground.failures(), ground.measures());
    report.end(outcome);
    return outcome;
  }

  private static List<Attempt> during(Recorded recorded, long from) {
    return recorded.attempts().stream().filter(each -> each.invokedAt() >= from).toList();
  }

  private OptionalLong awaitRecovery(long healed) throws IOException, InterruptedException {
    long most = healed + Availability.RECOVERED_WITHIN_MILLIS + 4_000;
    while (true) {
      long now = System.currentTimeMillis();
      OptionalLong recovery = new Availability(written.read()).recovery(healed, now);
      if (recovery.isPresent() || now > most) {
        return recovery;
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  /// Lets the clients find out what came of everything, ends them, and judges for the last time.
  Outcome rest() throws StageException, IOException, InterruptedException {
    report.begin("at-rest", "every client learns what came of what it asked, and goes");
    crowd.finish(REST_MILLIS);
    history.close();
    finished = true;
    Recorded recorded = written.read();
    var measures = new LinkedHashMap<String, Double>();
    measures.put("attempts", (double) recorded.attempts().size());
    var found = judge(recorded);
    measures.put("tasks", (double) tasks(recorded));
    Substance substance = Substance.of(recorded.attempts());
    measures.put("allowed", (double) substance.allowed());
    measures.put("limited", (double) substance.limited());
    measures.put("ended", (double) substance.ended());
    measures.put("refused_after", (double) substance.refusedAfter());
    measures.put("replays_refused", (double) substance.replayed());
    measures.put("resolved", (double) substance.resolved());
    measures.put("approved", (double) substance.consented());
    var failures = new ArrayList<>(substance.missing());
    failures.addAll(DecidedAgain.all(cluster.database().records(), measures));
    var outcome = new Outcome("at-rest", found, failures, measures);
    report.end(outcome);
    return outcome;
  }

  private static long tasks(Recorded recorded) {
    return recorded.attempts().stream()
        .filter(attempt -> attempt.op().equals("open") && attempt.isOk())
        .map(Attempt::act)
        .distinct()
        .count();
  }

  /// Returns what does not hold and was not told before. What clients wrote is read first, so that
  /// whatever they were told must be in the ledger that is read after.
  List<Violation> judge(Recorded recorded) throws StageException, IOException {
    LedgerCopy ledger;
    try (Connection connection = cluster.database().connect()) {
      ledger = LedgerCopy.read(connection);
    } catch (SQLException e) {
      throw new StageException("the ledger cannot be read", e);
    }
    var found = new ArrayList<Violation>();
    for (Violation violation : Checker.check(Evidence.of(recorded, ledger, logs()))) {
      if (seen.add(violation.toString())) {
        found.add(violation);
      }
    }
    return found;
  }

  List<Violation> judge() throws StageException, IOException {
    return judge(written.read());
  }

  private Map<String, String> logs() throws IOException {
    var logs = new HashMap<String, String>();
    for (Broker broker : cluster.brokers()) {
      logs.put("broker " + broker.node(), Files.readString(broker.log()));
    }
    return logs;
  }

  @Override
  public void close() {
    if (!finished) {
      try {
        crowd.finish(0);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      history.close();
    }
    crowd.close();
  }
}
