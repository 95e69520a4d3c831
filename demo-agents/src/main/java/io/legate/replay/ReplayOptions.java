package io.legate.replay;

import io.legate.client.broker.BrokerException;
import io.legate.demo.account.Terminal;
import io.legate.demo.account.Terminal.Tone;
import io.legate.demo.stage.Launcher;
import io.legate.demo.stage.LauncherMissingException;
import io.legate.demo.stage.Outputs;
import io.legate.demo.stage.StageException;
import io.legate.json.Jcs;
import io.legate.replay.recipe.Switches;
import io.legate.replay.run.CaseResult;
import io.legate.replay.run.Replay;
import io.legate.replay.run.Stand;
import io.legate.replay.suite.Suite;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What every replay may be told, and how it runs.
final class ReplayOptions {

  /// Cases under way together. Each is one call after the other.
  private static final int AT_ONCE = 4;

  /// A rule that can be left out, to show what it does.
  enum Rule {
    seen,
    labels
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and do nothing else.")
  private boolean unusedHelp; // Picocli acts on it by itself.

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to FILE.")
  private @Nullable Path json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep the broker's ledger, policy and log in DIR, new or empty.")
  private @Nullable Path data;

  @Option(
      names = "--without",
      paramLabel = "RULE",
      split = ",",
      description = "Leave out `seen`, `labels` or both, to show what they do.")
  private Set<Rule> without = EnumSet.noneOf(Rule.class);

  /// Plays cases and reports.
  ///
  /// @return the exit code: 0 if all could be played, whatever came of them
  int run(List<Replay> cases) throws IOException {
    String unwritable = Outputs.unwritable(json);
    String problem = unwritable == null ? Outputs.notEmpty(data) : unwritable;
    if (problem != null) {
      throw new ParameterException(spec.commandLine(), problem);
    }
    var terminal = terminal();
    Path folder =
        data == null ? Files.createTempDirectory("legate-replay-") : Files.createDirectories(data);
    try {
      var report = new Report(play(terminal, folder.toAbsolutePath(), cases));
      report.write(terminal);
      if (json != null) {
        Files.writeString(json, Jcs.text(report.json()) + "\n");
      }
    } catch (StageException | BrokerException | LauncherMissingException e) {
      terminal.line(Tone.BAD, String.valueOf(e.getMessage()));
      terminal.line(Tone.BAD, "logs are in " + folder);
      return 1;
    }
    if (data == null) {
      Outputs.delete(folder);
    }
    return 0;
  }

  private List<CaseResult> play(Terminal terminal, Path folder, List<Replay> cases)
      throws StageException, IOException, BrokerException, LauncherMissingException {
    Path launcher = Launcher.find();
    var bySuite = new LinkedHashMap<Suite, List<Replay>>();
    cases.forEach(each -> bySuite.computeIfAbsent(each.suite(), _ -> new ArrayList<>()).add(each));
    var all = new ArrayList<CaseResult>();
    for (var entry : bySuite.entrySet()) {
      Suite suite = entry.getKey();
      terminal.line(Tone.FAINT, "starting a broker with the recipe's policy for " + suite.name());
      try (var stand = Stand.start(launcher, folder.resolve(suite.name()), suite, switches())) {
        all.addAll(play(terminal, stand, entry.getValue()));
      }
    }
    return all;
  }

  private Switches switches() {
    return new Switches(!without.contains(Rule.seen), !without.contains(Rule.labels));
  }

  private static List<CaseResult> play(Terminal terminal, Stand stand, List<Replay> cases)
      throws StageException {
    try (var progress = new Progress(terminal, cases.getFirst().suite().name(), cases.size());
        var workers = Executors.newFixedThreadPool(AT_ONCE)) {
      var results = new ArrayList<Future<CaseResult>>();
      for (Replay each : cases) {
        results.add(
            workers.submit(
                () -> {
                  CaseResult result = each.play(stand);
                  progress.one();
                  return result;
                }));
      }
      var all = new ArrayList<CaseResult>();
      for (Future<CaseResult> result : results) {
        all.add(await(result, workers::shutdownNow));
      }
      return all;
    }
  }

  private static CaseResult await(Future<CaseResult> result, Runnable stop) throws StageException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      stop.run();
      throw new StageException("a case could not be played: " + e.getCause(), e);
    } catch (InterruptedException e) {
      stop.run();
      Thread.currentThread().interrupt();
      throw new StageException("the replay was interrupted", e);
    }
  }

  private static Terminal terminal() {
    boolean isTerminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return new Terminal(System.out, isTerminal && System.getenv("NO_COLOR") == null);
  }
}
