package io.legate.chaos;

import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// Starts the harness.
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    // Vert.x reads it once: names are resolved by the JDK, which needs no second set of servers.
    System.setProperty("vertx.disableDnsResolver", "true");
    System.exit(run(arguments));
  }

  /// Runs a command and returns its exit code: 0 where everything was done and held, 1 where it was
  /// not or did not, 2 where the command was not understood.
  public static int run(String... arguments) {
    return new CommandLine(new ChaosCommand())
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(
            (e, misunderstood) -> {
              System.err.println(e.getMessage());
              System.err.println("./legate chaos --help says how it is used");
              return 2;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              LoggerFactory.getLogger(Main.class).error("the run failed", e);
              return 1;
            })
        .execute(arguments);
  }
}
