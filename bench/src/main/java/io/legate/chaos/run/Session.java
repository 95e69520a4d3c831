package io.legate.chaos.run;

import io.legate.chaos.client.Habits;
import io.legate.chaos.fault.Fault;
import io.legate.chaos.stage.Cluster;
import io.legate.chaos.stage.Network;
import io.legate.chaos.stage.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One run of the harness from its beginning to its exit code.
///
/// @param folder where histories and logs go
/// @param faults to be done
/// @param quick whether phases are short
/// @param seconds how long to go on with faults at random; 0 to do each once
/// @param json where programs are told; null if they are not
public record Session(
    Network network,
    Path folder,
    List<Fault> faults,
    boolean quick,
    int seconds,
    Habits habits,
    @Nullable Path json) {

  private static final long BEGUN = System.nanoTime();

  /// Runs it and returns the exit code: 0 if everything that was asked for was done and held.
  public int run(Report report) throws StageException, IOException, InterruptedException {
    report.say("seed %s, histories and logs in %s".formatted(habits.seed(), folder));
    var outcomes = new ArrayList<Outcome>();
    int skipped = 0;
    try (Cluster cluster = Cluster.start(network, folder, false, report::say);
        Torment torment =
            new Torment(cluster, folder.resolve("history.jsonl"), habits, quick, report)) {
      torment.start();
      var possible = new ArrayList<Fault>();
      var lossy = new ArrayList<Fault>();
      for (Fault fault : faults) {
        String why = torment.impossible(fault);
        if (why == null) {
          (fault.losesWhatWasAcknowledged() ? lossy : possible).add(fault);
        } else {
          report.skipped(fault.name(), why);
          skipped++;
        }
      }
      for (Fault fault : order(possible)) {
        if (seconds > 0 && isOver()) {
          break;
        }
        outcomes.add(torment.suffer(fault));
      }
      outcomes.add(torment.rest());
      if (!lossy.isEmpty()) {
        outcomes.add(lose(cluster, lossy.getFirst(), report));
      }
    }
    if (json != null) {
      Report.write(json, outcomes);
    }
    long held = outcomes.stream().filter(Outcome::ok).count();
    report.say(
        "%s of %s held%s"
            .formatted(
                held,
                outcomes.size(),
                skipped == 0 ? "" : ", and %s were not done".formatted(skipped)));
    return held == outcomes.size() && skipped == 0 ? 0 : 1;
  }

  /// With clients and a history of its own: the ledger is another one afterwards.
  private Outcome lose(Cluster cluster, Fault fault, Report report)
      throws StageException, IOException, InterruptedException {
    Path file = folder.resolve("history-of-loss.jsonl");
    try (var torment = new Torment(cluster, file, habits, quick, report)) {
      torment.start();
      return torment.lose(fault);
    }
  }

  private boolean isOver() {
    return System.nanoTime() - BEGUN > seconds * 1_000_000_000L;
  }

  /// Each once, or for as long as it takes, at random.
  private Iterable<Fault> order(List<Fault> possible) {
    if (seconds == 0 || possible.isEmpty()) {
      return possible;
    }
    var random = new Random(habits.seed());
    return () ->
        new java.util.Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Fault next() {
            return possible.get(random.nextInt(possible.size()));
          }
        };
  }
}
