package io.legate.replay;

import io.legate.replay.run.Replay;
import io.legate.replay.suite.Suite;
import io.legate.replay.suite.SuiteReader;
import io.legate.replay.suite.UnusableSuiteException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Replays suites.
@Command(
    name = "agentdojo",
    customSynopsis = "./legate replay agentdojo DIR [--json FILE] [--data DIR] [--without RULE,…]",
    description = {
      "",
      "Plays every user's task of the suites below DIR through a broker, by itself and with each"
          + " attack",
      "of its suite, and counts what goes unasked and what gets through. The policy is made of what"
          + " a",
      "suite says of its tools; docs/agentdojo.md says how."
    },
    footer = {
      "",
      "Exit codes: 0 everything was played, 1 something could not be, 2 usage or input."
    })
final class AgentDojoCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "A folder of suites, or one suite.")
  private Path folder = Path.of("");

  @Mixin private final ReplayOptions options = new ReplayOptions();

  @Override
  public Integer call() throws IOException, UnusableSuiteException {
    List<Suite> suites = SuiteReader.readAll(folder);
    return options.run(suites.stream().flatMap(each -> Replay.all(each).stream()).toList());
  }
}
