package io.legate.demo;

import io.legate.demo.catalogue.Party;
import io.legate.demo.role.DataFolder;
import io.legate.demo.role.Line;
import io.legate.demo.role.RoleProcess;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Starts the demonstration, or one of its processes.
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    // The roles' event loops would keep the process alive, and there is nothing left for it to do.
    System.exit(run(arguments));
  }

  /// Runs a command and returns its exit code: 0 where every expectation held, 1 where one did not,
  /// 2 where the command was not understood.
  public static int run(String... arguments) {
    return new CommandLine(new DemoCommand())
        .addSubcommand(new RoleCommand())
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler(
            (e, misunderstood) -> {
              System.err.println(e.getMessage());
              System.err.println("./legate demo --help says how it is used");
              return 2;
            })
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              LoggerFactory.getLogger(Main.class).error("the process failed", e);
              return 1;
            })
        .execute(arguments);
  }

  /// One process of the demonstration. Not for people.
  @Command(name = "role", hidden = true)
  private static final class RoleCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "PARTY")
    private String party = "";

    @Option(names = "--data", required = true)
    private Path data = Path.of("");

    @Option(names = "--input", required = true)
    private Path input = Path.of("");

    @Override
    public Integer call() throws Exception {
      var line = new Line(System.in, System.out);
      new RoleProcess(Party.ofWord(party), new DataFolder(data), input, line).run();
      return 0;
    }
  }
}
