package io.legate.app;

import io.legate.identity.TaskId;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Records;
import io.legate.ledger.postgres.PostgresRecords;
import io.legate.ledger.postgres.PostgresTarget;
import io.legate.ledger.sqlite.SqliteRecords;
import io.legate.review.Period;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which records a command reads, and of which time.
final class RecordsOptions {

  private static final long SPEAKS_AFTER = TimeUnit.SECONDS.toNanos(2);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "LEDGER",
      description =
          "A broker's data folder, or a JDBC URL of PostgreSQL, as whom PGUSER and PGPASSWORD say."
              + " It is only read; a broker may be at work on it.")
  private String from = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "The first moment, such as 2026-11-01T00:00:00Z.")
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "The first moment that does not count any more.")
  private @Nullable Instant until;

  @Option(
      names = "--task",
      paramLabel = "ID",
      description = "This task only. May be given more than once.")
  private List<String> tasks = new ArrayList<>();

  Period period() {
    var ids = new ArrayList<TaskId>();
    for (String text : tasks) {
      TaskId id = TaskId.parse(text);
      if (id == null) {
        throw misused("`" + text + "` is no id of a task");
      }
      ids.add(id);
    }
    return new Period(since, until, ids);
  }

  /// Opens the ledger for reading.
  ///
  /// @throws ParameterException if it cannot be read
  Records open() {
    boolean database = from.startsWith("jdbc:");
    try {
      return database ? PostgresRecords.open(target()) : SqliteRecords.open(folder());
    } catch (LedgerUnavailableException e) {
      throw misused("`" + shown() + "` cannot be read: " + e.getMessage());
    }
  }

  private PostgresTarget target() {
    try {
      var environment = System.getenv();
      return PostgresTarget.of(
          from, environment.get("PGUSER"), environment.get("PGPASSWORD"), false);
    } catch (IllegalArgumentException e) {
      throw misused("`--from` " + e.getMessage());
    }
  }

  /// Parameters may hold a password.
  private String shown() {
    int query = from.indexOf('?');
    return query < 0 ? from : from.substring(0, query);
  }

  private Path folder() {
    var folder = Path.of(from);
    if (SqliteRecords.isIn(folder)) {
      return folder;
    }
    String nearby = "";
    if (Files.isDirectory(folder)) {
      try (var within = Files.list(folder)) {
        nearby =
            within.filter(SqliteRecords::isIn).sorted().findFirst().map(Path::toString).orElse("");
      } catch (IOException e) {
        // Then there is none to name.
      }
    }
    throw misused(
        "there is no ledger in `"
            + from
            + "`"
            + (nearby.isEmpty() ? "" : ", but there is one in `" + nearby + "`"));
  }

  private ParameterException misused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /// Says on standard error how far reading has got, every two seconds.
  static final class Speaking {
    private final PrintWriter err;
    private final long size;
    private long next = System.nanoTime() + SPEAKS_AFTER;

    /// @param size events that there are, also those that do not count
    Speaking(PrintWriter err, long size) {
      this.err = err;
      this.size = size;
    }

    void passed(long tasks, long events) {
      long now = System.nanoTime();
      if (now - next >= 0) {
        next = now + SPEAKS_AFTER;
        err.println(
            String.format(
                Locale.ROOT, "  %,d of at most %,d events, %,d tasks", events, size, tasks));
        err.flush();
      }
    }
  }
}
