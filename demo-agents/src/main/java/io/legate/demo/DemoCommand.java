package io.legate.demo;

import io.legate.demo.account.Account;
import io.legate.demo.account.Step;
import io.legate.demo.account.StepTable;
import io.legate.demo.account.Terminal;
import io.legate.demo.account.Terminal.Tone;
import io.legate.demo.catalogue.Party;
import io.legate.demo.input.InputFolder;
import io.legate.demo.input.UnusableInputException;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.role.DataFolder;
import io.legate.demo.scenario.ErpView;
import io.legate.demo.scenario.Play;
import io.legate.demo.scenario.Scenario;
import io.legate.demo.stage.Launcher;
import io.legate.demo.stage.LauncherMissingException;
import io.legate.demo.stage.Outputs;
import io.legate.demo.stage.Stage;
import io.legate.demo.stage.StageException;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The command line of the demonstration.
@Command(
    name = "legate demo",
    customSynopsis =
        "./legate demo [SCENARIO] [--list] [--json FILE] [--data DIR] [--input DIR] [--keep]",
    description = {
      "",
      "Pays a company's invoices through a chain of four agents, which are not trusted, at three",
      "resource servers, which ask the broker before every act, and checks what came of it.",
      "Further scenarios do the same for small jobs of other desks."
    },
    footer = {
      "",
      "Exit codes: 0 every expectation held, 1 one did not or a process failed, 2 usage or input."
    })
final class DemoCommand implements Callable<Integer> {

  private static final String MAIN = "main";
  private static final String ALL = "all";

  /// Columns of a scenario's name in a list.
  private static final int LABEL = 19;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      hideParamSyntax = true,
      description = "What to play; `all` is everything. Without a name: the main job.")
  private String scenario = MAIN;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and do nothing else.")
  private boolean unusedHelp; // Picocli acts on it by itself.

  @Option(names = "--list", description = "List the scenarios and do nothing else.")
  private boolean list;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the expectations to FILE.")
  private @Nullable Path json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep ledger, databases, mail and logs in DIR, new or empty.")
  private @Nullable Path data;

  @Option(
      names = "--input",
      paramLabel = "DIR",
      description = "The company's records, in place of those that come with the demonstration.")
  private @Nullable Path input;

  @Option(names = "--keep", description = "Leave the broker running at the end.")
  private boolean keep;

  @Override
  public Integer call() throws IOException {
    var terminal = terminal();
    if (list) {
      for (Scenario each : Scenario.ALL) {
        terminal.line(Terminal.fit(each.label(), LABEL) + each.about());
        if (!each.rows().isEmpty()) {
          terminal.line(Tone.FAINT, " ".repeat(LABEL) + String.join(" ", each.rows()));
        }
      }
      return 0;
    }
    List<Scenario> scenarios = scenarios();
    requireUsable();
    try {
      // Everything that may be wrong with the command comes before anything is made.
      InputFolder given = input == null ? null : InputFolder.read(input);
      Path launcher = Launcher.find();
      DataFolder folder = folder();
      InputFolder records =
          given == null ? InputFolder.unpack(folder.root().resolve("input")) : given;
      int exitCode = play(terminal, scenarios, folder, records, launcher);
      if (exitCode == 0 && data == null && !keep) {
        // One that nobody asked for; where something went wrong it stays to be looked at.
        Outputs.delete(folder.root());
      }
      return exitCode;
    } catch (UnusableInputException | LauncherMissingException e) {
      terminal.line(Tone.BAD, String.valueOf(e.getMessage()));
      return 2;
    }
  }

  private List<Scenario> scenarios() {
    try {
      return switch (scenario) {
        case ALL -> Scenario.ALL;
        case MAIN -> Scenario.ALL.stream().filter(Scenario::isMain).toList();
        case String label -> List.of(Scenario.ofLabel(label));
      };
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage() + "; `--list` lists them");
    }
  }

  private void requireUsable() throws IOException {
    String unwritable = Outputs.unwritable(json);
    String problem = unwritable == null ? Outputs.notEmpty(data) : unwritable;
    if (problem != null) {
      throw usage(problem);
    }
  }

  /// The folder that is named, or a new one that goes again.
  private DataFolder folder() throws IOException {
    return new DataFolder(
        data == null
            ? Files.createTempDirectory("legate-demo-")
            : Files.createDirectories(data.toAbsolutePath().normalize()));
  }

  private int play(
      Terminal terminal,
      List<Scenario> scenarios,
      DataFolder folder,
      InputFolder records,
      Path launcher)
      throws IOException {
    terminal.line(
        Tone.STRONG,
        "%s invoices, %s purchase orders, %s vendors"
            .formatted(
                records.invoices().size(), records.orders().size(), records.vendors().size()));
    terminal.line("data in " + folder.root());
    var played = new AtomicReference<Play>();
    try (var account = new Account(terminal, System::nanoTime);
        var stage =
            new Stage(
                folder,
                parties(scenarios),
                launcher,
                keep,
                (party, event) -> {
                  account.tell(party, event);
                  Play current = played.get();
                  if (current != null) {
                    heard(current, event);
                  }
                })) {
      var hook = new Thread(stage::close);
      Runtime.getRuntime().addShutdownHook(hook);
      var play = new Play(stage, records, folder, account);
      played.set(play);
      int exitCode = play(terminal, scenarios, records, stage, play);
      Runtime.getRuntime().removeShutdownHook(hook);
      return exitCode;
    }
  }

  private static Set<Party> parties(List<Scenario> scenarios) {
    var parties = EnumSet.noneOf(Party.class);
    scenarios.forEach(each -> parties.addAll(each.parties()));
    return parties;
  }

  private int play(
      Terminal terminal, List<Scenario> scenarios, InputFolder records, Stage stage, Play play)
      throws IOException {
    boolean whole = false;
    try {
      stage.start(records.root().toAbsolutePath(), play.account()::doing);
      stage.operator().changeList(Scenario.BLOCKED_VENDORS, records.blockedVendors(), List.of());
      for (Scenario each : scenarios) {
        each.run(play);
      }
      whole = true;
      new ErpView(play).write(terminal);
    } catch (StageException e) {
      terminal.line(Tone.BAD, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      terminal.line(Tone.BAD, "the ERP's data cannot be read: " + e.getMessage());
    }
    play.account().close();
    List<Step> steps = play.steps();
    terminal.heading("Expectations");
    StepTable.write(terminal, steps);
    writeJson(steps);
    if (keep) {
      terminal.line(
          "the broker goes on at %s; end it with: kill %s"
              .formatted(stage.brokerUrl(), stage.brokerPid()));
    }
    boolean held = whole && !steps.isEmpty() && steps.stream().allMatch(Step::ok);
    if (!held) {
      terminal.line(Tone.BAD, "logs are in " + play.logs());
    }
    return held ? 0 : 1;
  }

  private static void heard(Play play, Fields event) {
    try {
      play.heard(event);
    } catch (BadMessageException e) {
      throw new IllegalStateException("a role does not keep to the form", e);
    }
  }

  private void writeJson(List<Step> steps) throws IOException {
    if (json != null) {
      var all = new Json.Arr(steps.stream().<Json>map(Step::json).toList());
      Files.writeString(json, Jcs.text(Json.Obj.with("steps", all).build()) + "\n");
    }
  }

  private static Terminal terminal() {
    boolean isTerminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    boolean coloured = isTerminal && System.getenv("NO_COLOR") == null;
    return new Terminal(System.out, coloured);
  }

  private ParameterException usage(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
