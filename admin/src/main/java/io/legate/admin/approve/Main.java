package io.legate.admin.approve;

import io.legate.admin.Failures;
import io.legate.client.approver.Approver;
import io.legate.client.approver.Bounded;
import io.legate.client.broker.BrokerException;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.v1.Escalation;
import io.legate.v1.EscalationStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// `legate approve`: exit code 0 where it was done, 1 where the broker refused it or cannot be
/// reached, 2 for usage and files that cannot be read.
@Command(
    name = "legate approve",
    description = "Shows what waits for a person, and answers it. For approvers.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it was done", "1:it was refused", "2:usage, or a file that cannot be read"})
public final class Main implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ApproverOptions approver = new ApproverOptions();

  Main() {}

  public static void main(String[] arguments) {
    // Vert.x reads it once: names are resolved by the JDK, which needs no second set of servers.
    System.setProperty("vertx.disableDnsResolver", "true");
    System.exit(commandLine().execute(arguments));
  }

  /// Returns the command line, with failures mapped to exit codes.
  static CommandLine commandLine() {
    return Failures.told(
        new CommandLine(new Main())
            .setUsageHelpWidth(100)
            .setCaseInsensitiveEnumValuesAllowed(true));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of: list, show, answer");
  }

  @Command(name = "list", description = "Lists what waits for this approver, the newest first.")
  int list(
      @Option(names = "--all", description = "Also what is answered, lapsed or over.") boolean all,
      @Option(
              names = "--watch",
              description = "Then everything that comes to wait, in full, until it is stopped.")
          boolean watch)
      throws IOException, BrokerException {
    try (Approver connected = approver.connect()) {
      if (watch) {
        connected.watch(
            escalation -> {
              Shown.print(escalation, out());
              out().println();
              out().flush();
              return true;
            });
        return 0;
      }
      List<Escalation> found =
          all
              ? connected.list(EscalationStatus.ESCALATION_STATUS_UNSPECIFIED)
              : connected.pending();
      found.forEach(escalation -> out().println(Shown.line(escalation)));
    }
    return 0;
  }

  @Command(name = "show", description = "Shows one escalation: exactly what would run, and why.")
  int show(@Parameters(paramLabel = "ID", description = "As `list` prints it.") String id)
      throws IOException, BrokerException {
    try (Approver connected = approver.connect()) {
      Shown.print(connected.get(id), out());
    }
    return 0;
  }

  @Command(
      name = "answer",
      description =
          "Shows one escalation, signs the answer over exactly that, and sends it. An approval"
              + " buys one execution, or with --bounded what that covers.")
  int answer(
      @Parameters(paramLabel = "ID", description = "As `list` prints it.") String id,
      @Parameters(paramLabel = "approve|deny", description = "One denial denies.") Word word,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "") String reason,
      @Option(
              names = "--bounded",
              paramLabel = "FILE",
              description =
                  "A permission within the one that is shown, as JSON, with a limit of the kind"
                      + " `count`: later actions that it admits do not ask again.")
          @Nullable Path bounded,
      @Option(
              names = "--for",
              paramLabel = "DURATION",
              defaultValue = "PT1H",
              description = "How long --bounded lasts. Default: ${DEFAULT-VALUE}.")
          String within,
      @Option(names = "--lift", paramLabel = "LABEL", description = "Takes a label off the task.")
          @Nullable List<String> lift)
      throws IOException, BrokerException {
    List<String> lifts = lift == null ? List.of() : lift;
    if (word == Word.DENY && (bounded != null || !lifts.isEmpty())) {
      throw new ParameterException(spec.commandLine(), "a denial gives nothing");
    }
    Bounded given = bounded == null ? null : new Bounded(permission(bounded), until(within));
    try (Approver connected = approver.connect()) {
      Escalation shown = connected.get(id);
      Shown.print(shown, out());
      EscalationStatus status =
          switch (word) {
            case APPROVE -> connected.approve(shown, given, lifts, reason);
            case DENY -> connected.deny(shown, reason);
          };
      out()
          .println(
              status == EscalationStatus.ESCALATION_STATUS_PENDING
                  ? "recorded; others must approve too"
                  : "recorded; " + Shown.status(status));
    }
    return 0;
  }

  /// The two answers.
  enum Word {
    APPROVE,
    DENY;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static Json.Obj permission(Path file) throws IOException {
    try {
      return JsonReader.readObject(Files.readAllBytes(file));
    } catch (MalformedJsonException e) {
      throw new IOException("`" + file + "` is not acceptable JSON: it " + e.getMessage(), e);
    }
  }

  private Instant until(String within) {
    try {
      return InstantSource.system().instant().plus(Duration.parse(within));
    } catch (DateTimeException e) {
      throw new ParameterException(
          spec.commandLine(), "--for: `" + within + "` is no duration such as PT1H", e);
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
