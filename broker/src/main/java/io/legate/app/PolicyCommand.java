package io.legate.app;

import io.legate.boundary.BoundaryLimits;
import io.legate.bundle.BundleFiles;
import io.legate.bundle.CaseTable;
import io.legate.bundle.InvalidFilesException;
import io.legate.bundle.YamlBundles;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `legate policy`: what can be known of a bundle without a broker, and from its records.
@Command(
    name = "policy",
    description = "Checks and tries policy bundles, and holds them against what is on record.",
    subcommands = {ReplayCommand.class, UnusedCommand.class, SuggestCommand.class})
final class PolicyCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name one of: check, test, replay, unused, suggest");
  }

  @Command(
      name = "check",
      description =
          "Reads the bundle in DIR as the broker would, its `tests` too, and prints every problem"
              + " with file, line and place. Where there is none, prints the hash that tokens and"
              + " records will name.")
  int check(
      @Parameters(paramLabel = "DIR", description = "The folder of the `*.yaml` files.")
          Path folder) {
    requireFolder(folder);
    try {
      var read = bundles().read(BundleFiles.read(folder));
      CaseTable.check(read);
      out().println(read.bundle().policy().hash());
      return 0;
    } catch (InvalidFilesException e) {
      return refused(e);
    }
  }

  @Command(
      name = "test",
      description =
          "Decides the cases under `tests` of the bundle in DIR as the broker would under it, and"
              + " prints a table. What differs from what the case expects is marked.")
  int test(
      @Parameters(paramLabel = "DIR", description = "The folder of the `*.yaml` files.")
          Path folder) {
    requireFolder(folder);
    try {
      var rows = CaseTable.decide(bundles().read(BundleFiles.read(folder)), Broker.CONDITIONS);
      print(rows);
      long differing = rows.stream().filter(row -> !row.held()).count();
      out().println(count(rows.size(), "case") + ", " + differing + " not as expected");
      return differing == 0 ? 0 : 1;
    } catch (InvalidFilesException e) {
      return refused(e);
    }
  }

  private void print(List<CaseTable.Row> rows) {
    int names = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
    int expectations = rows.stream().mapToInt(row -> row.expected().length()).max().orElse(0);
    String form = "%-7s  %-" + Math.max(names, 1) + "s  %-" + Math.max(expectations, 1) + "s  %s";
    for (var row : rows) {
      String mark = row.held() ? "held" : "DIFFERS";
      String observed = row.held() ? "" : "was " + row.observed();
      out().println(form.formatted(mark, row.name(), row.expected(), observed).stripTrailing());
    }
  }

  private int refused(InvalidFilesException e) {
    e.problems().forEach(out()::println);
    spec.commandLine().getErr().println(count(e.problems().size(), "problem"));
    return 1;
  }

  private void requireFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(spec.commandLine(), "`" + folder + "` is not a folder");
    }
  }

  /// Boundaries as large as any configuration admits: a stricter one is the broker's own affair.
  private static YamlBundles bundles() {
    return new YamlBundles(Broker.CONDITIONS, BoundaryLimits.DEFAULT);
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
