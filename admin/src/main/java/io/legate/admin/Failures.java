package io.legate.admin;

import io.legate.client.broker.BrokerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// What a failed command says, and its exit code: 1 where the broker refused it or cannot be
/// reached, 2 for files that cannot be read.
public final class Failures {

  private static final int REFUSED = 1;
  private static final int USAGE = 2;

  private Failures() {}

  /// Returns the command line with its failures told.
  public static CommandLine told(CommandLine commands) {
    return commands.setExecutionExceptionHandler(
        (failure, line, _) -> {
          line.getErr().println(sentence(failure));
          return failure instanceof IOException ? USAGE : REFUSED;
        });
  }

  private static String sentence(Exception failure) {
    return switch (failure) {
      case BrokerException refused -> refused.sentence() + " (" + refused.reason() + ")";
      case IOException unreadable -> String.valueOf(unreadable.getMessage());
      case Exception bug -> trace(bug);
    };
  }

  private static String trace(Exception bug) {
    var text = new StringWriter();
    bug.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
