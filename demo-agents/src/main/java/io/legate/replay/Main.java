package io.legate.replay;

import io.legate.replay.suite.UnusableSuiteException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Starts a replay.
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    // Event loops would keep the process alive, and there is nothing left for it to do.
    System.exit(run(arguments));
  }

  /// Runs a command and returns its exit code: 0 where everything was played, 1 where something
  /// could not be, 2 where the command or its input was not understood.
  public static int run(String... arguments) {
    return new CommandLine(new Replays())
        .addSubcommand(new AgentDojoCommand())
        .addSubcommand(new TracesCommand())
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(
            (e, misunderstood) -> {
              System.err.println(e.getMessage());
              System.err.println("./legate replay --help says how it is used");
              return 2;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (e instanceof UnusableSuiteException) {
                System.err.println(e.getMessage());
                return 2;
              }
              LoggerFactory.getLogger(Main.class).error("the replay failed", e);
              return 1;
            })
        .execute(arguments);
  }

  @Command(
      name = "legate replay",
      mixinStandardHelpOptions = true,
      customSynopsis = "./legate replay agentdojo|traces ...",
      description = {"", "Replays recorded work, and attacks on it, through a broker of its own."})
  private static final class Replays implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "say what to replay: agentdojo or traces");
    }
  }
}
