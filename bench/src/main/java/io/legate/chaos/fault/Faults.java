package io.legate.chaos.fault;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every fault there is, in the order in which they are done.
public final class Faults {

  /// All that can be done to a running cluster.
  public static final List<Fault> ALL =
      List.of(
          new Nothing(),
          new KillOne(),
          new KillTwo(),
          new KillWhileStarting(),
          new KillAtAppend(),
          new Pause(),
          new PartBrokers(),
          new Isolate(),
          new PartlyParted(),
          new CutDatabase(),
          new BadNetwork(),
          new LittleMemory(),
          new DatabaseKilled(),
          new DatabaseRestarted(),
          new DatabaseUnreachable(3),
          new DatabaseUnreachable(30),
          new DiskFull(),
          new WrongClock(),
          new ColdStart(),
          new RollingRestart(),
          new NewKey(),
          new WithdrawnKey(),
          new ManyDescendants(),
          new Strangers(),
          new Overload(),
          new FailOver(),
          new LossyFailOver());

  private Faults() {}

  /// What of `reference` is not done here, and why.
  public static Map<String, String> notHere() {
    var reasons = new LinkedHashMap<String, String>();
    reasons.put(
        "C12",
        "a disk that fails or tears writes: the ledger's disk is the database's, and nothing here"
            + " can stand between PostgreSQL and its disk (no device mapper); what the embedded"
            + " ledger does is shown by its own tests");
    reasons.put(
        "C20", "the checks switched off: `--sabotage`, in which the checker must find something");
    return reasons;
  }
}
