package io.legate.admin;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// `legate admin`: exit code 0 where it was done, 1 where the broker refused it or cannot be
/// reached, 2 for usage and files that cannot be read.
@Command(
    name = "legate admin",
    description =
        "Changes what a running broker lets clients do, and what it keeps on record. For"
            + " operators.",
    subcommands = {
      ListCommand.class,
      SignalCommand.class,
      ClientCommand.class,
      SigningKeyCommand.class,
      PolicyCommand.class,
      EraseCommand.class,
      HoldCommand.class,
      ReleaseCommand.class
    },
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it was done", "1:it was refused", "2:usage, or a file that cannot be read"})
public final class Main implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private BrokerOptions broker = new BrokerOptions();

  Main() {}

  public static void main(String[] arguments) {
    // Vert.x reads it once: names are resolved by the JDK, which needs no second set of servers.
    System.setProperty("vertx.disableDnsResolver", "true");
    System.exit(commandLine().execute(arguments));
  }

  /// Returns the command line, with failures mapped to exit codes.
  static CommandLine commandLine() {
    return Failures.told(new CommandLine(new Main()).setUsageHelpWidth(100));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "name one of: list, signal, client, signing-key, policy, erase, hold, release");
  }

  BrokerOptions broker() {
    return broker;
  }
}
