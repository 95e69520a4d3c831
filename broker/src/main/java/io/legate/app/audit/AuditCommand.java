package io.legate.app.audit;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `legate audit`.
@Command(
    name = "audit",
    description = "Checks logs, writes them to files that can be checked elsewhere, and asks them.",
    subcommands = {
      VerifyCommand.class,
      ExportCommand.class,
      QueryCommand.class,
      TaskCommand.class,
      ReportCommand.class
    })
public final class AuditCommand implements Runnable {

  static final int DID_NOT_HOLD = 1;
  static final int CANNOT_TELL = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  /// Says why a log could not be looked at, and returns the exit code. What is damaged does not
  /// hold; of what is out of reach nothing is known.
  static int unread(CommandLine line, LedgerUnavailableException e) {
    line.getErr().println(e.getMessage());
    return e.reason() == Reason.DAMAGED ? DID_NOT_HOLD : CANNOT_TELL;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name one of: verify, export, query, task, report");
  }
}
