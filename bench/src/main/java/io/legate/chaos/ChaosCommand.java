package io.legate.chaos;

import io.legate.chaos.client.Habits;
import io.legate.chaos.fault.Fault;
import io.legate.chaos.fault.Faults;
import io.legate.chaos.run.Report;
import io.legate.chaos.run.Sabotage;
import io.legate.chaos.run.Session;
import io.legate.chaos.stage.LoopbackAliases;
import io.legate.chaos.stage.Namespaces;
import io.legate.chaos.stage.Network;
import io.legate.chaos.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The command line of the harness.
@Command(
    name = "legate chaos",
    customSynopsis =
        "./legate chaos [FAULT...] [--quick] [--seconds N] [--seed S] [--json FILE] [--data DIR]",
    description = {
      "",
      "Runs three brokers on one PostgreSQL, each in a network namespace of its own, has clients",
      "work them hard and write down every answer, harms brokers, database and network, and holds",
      "what the clients wrote against what the ledger has."
    },
    footer = {"", "Exit codes: 0 everything was done and held, 1 it was not or did not, 2 usage."})
final class ChaosCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FAULT",
      arity = "0..*",
      hideParamSyntax = true,
      description = "What to do; without a name: everything, once.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and do nothing else.")
  private boolean unusedHelp; // Picocli acts on it by itself.

  @Option(names = "--list", description = "List the faults, and what is not done, and why.")
  private boolean list;

  @Option(names = "--quick", description = "Short phases: everything once in under eight minutes.")
  private boolean quick;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Go on for so long, with faults at random.")
  private int seconds;

  @Option(names = "--seed", paramLabel = "S", description = "Of every choice. Default: any.")
  private @Nullable Long seed;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Attempts of all clients per second. Default: ${DEFAULT-VALUE}.")
  private double rate = 40;

  @Option(names = "--json", paramLabel = "FILE", description = "Write what held to FILE.")
  private @Nullable Path json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep histories and logs in DIR, new or empty.")
  private @Nullable Path data;

  @Option(names = "--keep", description = "Keep histories and logs also where everything held.")
  private boolean keep;

  @Option(
      names = "--sabotage",
      paramLabel = "WHAT",
      description =
          "Switch off `fence`, `operation-id` or `commit`, and see the checker find what comes of"
              + " it; then exit code 1 is as it should be.")
  private @Nullable String sabotage;

  /// The beginning of the namespaces' names: this process is then the one within them.
  @Option(names = "--inside", hidden = true)
  private @Nullable String inside;

  @Override
  public Integer call() throws Exception {
    if (list) {
      for (Fault fault : Faults.ALL) {
        System.out.printf("%-24s %s%n", fault.name(), fault.about());
      }
      Faults.notHere().forEach((name, why) -> System.out.printf("%-24s NOT DONE: %s%n", name, why));
      return 0;
    }
    List<Fault> faults = faults();
    requireUsable();
    if (inside == null && Namespaces.isPossible()) {
      return new Surroundings().run(arguments());
    }
    return perform(faults);
  }

  private List<Fault> faults() {
    if (names.isEmpty()) {
      return Faults.ALL;
    }
    var chosen = new ArrayList<Fault>();
    for (String name : names) {
      chosen.add(
          Faults.ALL.stream()
              .filter(fault -> fault.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () -> wrong("no fault `%s`; --list says which there are".formatted(name))));
    }
    return chosen;
  }

  private Sabotage sabotage(String word) {
    for (Sabotage each : Sabotage.values()) {
      if (each.word().equals(word)) {
        return each;
      }
    }
    throw wrong("--sabotage must be fence, operation-id or commit");
  }

  private void requireUsable() throws IOException {
    if (sabotage != null) {
      var _ = sabotage(sabotage);
    }
    if (seconds < 0) {
      throw wrong("--seconds must not be negative");
    }
    if (rate <= 0) {
      throw wrong("--rate must be more than nothing");
    }
    if (data != null && inside == null && Files.exists(data)) {
      try (Stream<Path> files = Files.list(data)) {
        if (files.findAny().isPresent()) {
          throw wrong("`%s` is not empty".formatted(data));
        }
      }
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
  }

  /// The same command again, for the process within.
  private List<String> arguments() {
    var all =
        new ArrayList<>(Objects.requireNonNull(spec).commandLine().getParseResult().originalArgs());
    return all;
  }

  private int perform(List<Fault> faults) throws StageException, IOException, InterruptedException {
    Network network = inside == null ? new LoopbackAliases() : Namespaces.of(inside);
    var report = new Report(System.out);
    if (inside == null) {
      report.say("not root: no network can be cut, and faults that need that are not done");
    }
    Path folder = data == null ? Files.createTempDirectory("legate-chaos") : data;
    Files.createDirectories(folder);
    long chosen = seed == null ? new Random().nextInt(1_000_000) : seed;
    var habits = new Habits(6, rate, 0.04, true, chosen);
    if (sabotage != null) {
      int found = sabotage(sabotage).run(network, folder.toAbsolutePath(), habits, report);
      report.say("histories and logs are in " + folder);
      return found;
    }
    int code =
        new Session(network, folder.toAbsolutePath(), faults, quick, seconds, habits, json)
            .run(report);
    if (code == 0 && data == null && !keep) {
      delete(folder);
    } else {
      report.say("histories and logs are in " + folder);
    }
    return code;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
