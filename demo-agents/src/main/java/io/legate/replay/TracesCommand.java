package io.legate.replay;

import io.legate.replay.run.Replay;
import io.legate.replay.suite.Run;
import io.legate.replay.suite.RunReader;
import io.legate.replay.suite.SuiteReader;
import io.legate.replay.suite.UnusableSuiteException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Replays recorded runs of models.
@Command(
    name = "traces",
    customSynopsis =
        "./legate replay traces FILE [--suites DIR] [--json FILE] [--data DIR] [--without RULE,…]",
    description = {
      "",
      "Plays recorded runs of models through a broker: a JSON list of objects with `suite`,"
          + " `user_task`,",
      "`injection_task` (or null) and `calls`, each with `function`, `args` and `result`."
    },
    footer = {
      "",
      "Exit codes: 0 everything was played, 1 something could not be, 2 usage or input."
    })
final class TracesCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The recorded runs.")
  private Path file = Path.of("");

  @Option(
      names = "--suites",
      paramLabel = "DIR",
      description = {
        "The suites that they are runs of. Without it: the folder of FILE if it holds suites, else",
        "`agentdojo` in the folder that LEGATE_VECTORS names, or in `../shared/vectors`."
      })
  private @Nullable Path suites;

  @Mixin private final ReplayOptions options = new ReplayOptions();

  @Override
  public Integer call() throws IOException, UnusableSuiteException {
    List<Run> runs = RunReader.read(file, SuiteReader.readAll(folder()));
    return options.run(runs.stream().map(Replay::of).toList());
  }

  private Path folder() throws UnusableSuiteException {
    if (suites != null) {
      return suites;
    }
    Path beside = Objects.requireNonNull(file.toAbsolutePath().getParent());
    try {
      SuiteReader.readAll(beside);
      return beside;
    } catch (UnusableSuiteException e) {
      String vectors = System.getenv("LEGATE_VECTORS");
      Path elsewhere = Path.of(vectors == null ? "../shared/vectors" : vectors, "agentdojo");
      if (Files.isDirectory(elsewhere)) {
        return elsewhere;
      }
      throw new UnusableSuiteException("no suites were found; name their folder with `--suites`");
    }
  }
}
