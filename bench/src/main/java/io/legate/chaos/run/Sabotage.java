package io.legate.chaos.run;

import io.legate.chaos.check.Violation;
import io.legate.chaos.client.Habits;
import io.legate.chaos.stage.Cluster;
import io.legate.chaos.stage.Network;
import io.legate.chaos.stage.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Runs in which one of the things that make the promises true is switched off, in the database or
/// in the clients, never in the brokers. The checker must find what comes of it; if it does not, it
/// is the harness that cannot be trusted.
public enum Sabotage {
  /// Two events may stand in one place of a stream, and none must follow the one before it.
  FENCE("the fence of (stream, seq) is taken out of the database"),

  /// Clients that do not know what came of a request ask again under another id.
  OPERATION_ID("clients ask again under fresh request ids"),

  /// The database says that it has committed before it has, and is killed.
  COMMIT("PostgreSQL answers before it flushes (`synchronous_commit = off`), and is killed");

  private static final int WORK_MILLIS = 15_000;

  private final String about;

  Sabotage(String about) {
    this.about = about;
  }

  /// Returns the word on the command line.
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /// Runs it and returns the exit code: 1 where something did not hold, as it should be here.
  public int run(Network network, Path folder, Habits habits, Report report)
      throws StageException, IOException, InterruptedException {
    report.say("sabotage: " + about);
    report.say("seed %s, histories and logs in %s".formatted(habits.seed(), folder));
    var usual =
        new Habits(
            habits.tasks(),
            habits.perSecond(),
            this == OPERATION_ID ? 0.15 : habits.forgets(),
            this != OPERATION_ID,
            habits.seed());
    try (Cluster cluster = Cluster.start(network, folder, false, report::say);
        Torment torment =
            new Torment(cluster, folder.resolve("history.jsonl"), usual, true, report)) {
      if (this == FENCE) {
        cluster.database().run(UNFENCED);
      } else if (this == COMMIT) {
        cluster.database().run("ALTER SYSTEM SET synchronous_commit = off");
        cluster.database().run("ALTER SYSTEM SET wal_writer_delay = '10s'");
        cluster.database().run("ALTER SYSTEM SET wal_writer_flush_after = '1GB'");
        cluster.database().run("SELECT pg_reload_conf()");
      }
      torment.start();
      Thread.sleep(WORK_MILLIS);
      if (this == COMMIT) {
        cluster.database().crash();
        cluster.database().start();
      }
      List<Violation> found = torment.judge();
      report.tell(found);
      report.say(
          found.isEmpty()
              ? "the checker found nothing: it does not see this"
              : "the checker found %s things that do not hold".formatted(found.size()));
      return found.isEmpty() ? 0 : 1;
    }
  }

  /// The function that appends, without its check of predecessors and of places that are taken, and
  /// the table without its key.
  private static final String UNFENCED =
      """
      ALTER TABLE legate.event DROP CONSTRAINT event_pkey;
      CREATE INDEX event_place ON legate.event (stream, seq);
      DO $do$
      DECLARE source text;
      BEGIN
        SELECT pg_get_functiondef(p.oid) INTO source FROM pg_proc p
         WHERE p.proname = 'append' AND p.pronamespace = 'legate'::regnamespace;
        source := replace(source, 'ON CONFLICT (stream, seq) DO NOTHING', '');
        source := replace(source, 'WHERE x.prev IS NULL ', 'WHERE true OR x.prev IS NULL ');
        EXECUTE source;
      END $do$;
      """;
}
