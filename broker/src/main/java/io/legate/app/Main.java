package io.legate.app;

import io.legate.app.audit.AuditCommand;
import io.legate.app.config.InvalidConfigException;
import io.legate.keys.AuthorityException;
import io.legate.ledger.LedgerUnavailableException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/// `legate`: exit code 0 where it held, 1 where it did not, 2 for usage and configuration.
@Command(
    name = "legate",
    description = "A broker for chains of AI agents.",
    subcommands = {
      DevCommand.class,
      ServerCommand.class,
      KeysCommand.class,
      PolicyCommand.class,
      AuditCommand.class
    },
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it held", "1:it did not hold", "2:usage or configuration"})
public final class Main {

  private static final int DID_NOT_HOLD = 1;
  private static final int CONFIGURATION = 2;

  private Main() {}

  public static void main(String[] arguments) {
    // Vert.x reads it once: names are resolved by the JDK, which needs no second set of servers.
    System.setProperty("vertx.disableDnsResolver", "true");
    int code = commandLine().execute(arguments);
    System.out.flush();
    System.exit(code);
  }

  /// Returns the command line, with failures mapped to exit codes.
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        // Records and reports are UTF-8, whatever the terminal says of itself.
        .setOut(new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true))
        .setExecutionExceptionHandler(
            (failure, line, result) -> {
              line.getErr().println(told(failure));
              return failure instanceof InvalidConfigException ? CONFIGURATION : DID_NOT_HOLD;
            });
  }

  /// What a person is told. A bug keeps its trace, because nobody has foreseen what it means.
  private static String told(Exception failure) {
    return switch (failure) {
      case InvalidConfigException invalid ->
          invalid.problems().stream()
              .map(problem -> "  " + problem)
              .collect(Collectors.joining("\n", "the configuration cannot be used\n", ""));
      case StartException start -> "cannot start: " + start.getMessage();
      case AuthorityException authority -> String.valueOf(authority.getMessage());
      case LedgerUnavailableException ledger ->
          "the ledger gives no answer: " + ledger.getMessage();
      case Exception bug -> trace(bug);
    };
  }

  private static String trace(Exception bug) {
    var text = new StringWriter();
    bug.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
