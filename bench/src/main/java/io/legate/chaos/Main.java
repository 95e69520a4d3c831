package io.legate.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/// Starts the harness.
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    // What becomes of connections is what the histories are about.
    if (LoggerFactory.getLogger("io.vertx") instanceof Logger vertx) {
      vertx.setLevel(Level.OFF);
    }
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
