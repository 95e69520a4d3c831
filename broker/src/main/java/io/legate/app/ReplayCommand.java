package io.legate.app;

import io.legate.bundle.InvalidFilesException;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Records;
import io.legate.policy.Policy;
import io.legate.review.Difference;
import io.legate.review.Finding;
import io.legate.review.Replay;
import io.legate.review.ReplayReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `legate policy replay`: what is on record, decided again.
@Command(
    name = "replay",
    description = {
      "Decides what is on record again, from the records alone, and compares each decision byte for"
          + " byte with the one that was recorded: under the bundle, lists and signals that were in"
          + " force. Exit code 1 where one comes out otherwise.",
      "With --bundle, also says what another bundle would have decided. Exit code 0 then.",
      "What the records lack is said and counted, such as where the key of what a task has met was"
          + " erased. Openings of tasks and exchanges are not decided again."
    })
final class ReplayCommand implements Callable<Integer> {

  private static final int SHOWN_CHARS_MAX = 120;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RecordsOptions records = new RecordsOptions();

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "The folder of another bundle, to see what it would change.")
  private @Nullable Path bundle;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also writes the result there, with up to 10,000 findings of each sort.")
  private @Nullable Path json;

  @Option(
      names = "--list",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many findings of each sort are printed (default: ${DEFAULT-VALUE}).")
  private int listed;

  @Override
  public Integer call() throws LedgerUnavailableException, IOException {
    Policy other = null;
    if (bundle != null) {
      try {
        other = TargetBundle.in(bundle, spec).policy();
      } catch (InvalidFilesException e) {
        e.problems().forEach(out()::println);
        return 1;
      }
    }
    var report = new ReplayReport(other == null ? null : other.hash());
    try (Records ledger = records.open()) {
      var speaking = new RecordsOptions.Speaking(spec.commandLine().getErr(), ledger.size());
      new Replay(ledger, Broker.CONDITIONS, other).run(records.period(), report, speaking::passed);
    }
    print(report);
    if (other != null) {
      printChanges(report, other.hash());
    }
    if (json != null) {
      Files.write(json, Jcs.bytes(report.toJson()));
    }
    return other == null && report.different() > 0 ? 1 : 0;
  }

  private void print(ReplayReport report) {
    out()
        .println(
            String.format(
                Locale.ROOT,
                "%,d decisions: %,d reproduced, %,d different, %,d not reproducible",
                report.decisions(),
                report.reproduced(),
                report.different(),
                report.notReproducible()));
    report
        .lacking()
        .forEach(
            (what, count) ->
                out()
                    .println(
                        String.format(Locale.ROOT, "  not reproducible: %,d  %s", count, what)));
    for (Finding.Different one : report.differing().stream().limit(listed).toList()) {
      out().println("  different: " + told(one.about()));
      one.differences().forEach(each -> out().println("    " + told(each)));
    }
    left(report.different());
  }

  private void printChanges(ReplayReport report, String hash) {
    out()
        .println(
            String.format(
                Locale.ROOT,
                "under %s: %,d the same, %,d otherwise",
                hash,
                report.unchanged(),
                report.changed()));
    for (var one : report.groups()) {
      var group = one.group();
      out()
          .println(
              String.format(
                  Locale.ROOT,
                  "  %,7d  %s  %s",
                  one.count(),
                  arrow(group.from(), group.to()),
                  group.cause()));
    }
    for (Finding.Changed one : report.changes().stream().limit(listed).toList()) {
      out().println("  " + told(one.about()));
      String why = one.sentences().isEmpty() ? "" : ": " + String.join("; ", one.sentences());
      out().println("    " + arrow(one.from(), one.to()) + why);
      one.terms().forEach(each -> out().println("    " + told(each)));
    }
    left(report.changed());
  }

  private static String arrow(String from, String to) {
    return from.equals(to) ? from + ", on other terms" : from + " -> " + to;
  }

  private void left(long all) {
    if (all > listed) {
      out().println(String.format(Locale.ROOT, "  and %,d more", all - listed));
    }
  }

  private static String told(Finding.About about) {
    var told = new StringBuilder(about.id()).append("  ").append(about.at());
    if (about.client() != null) {
      told.append("  ").append(about.client());
    }
    if (about.decision() != null) {
      told.append("  ").append(about.decision().action().string("action"));
      told.append(" ").append(about.decision().action().string("resource"));
    }
    return told.toString();
  }

  private static String told(Difference one) {
    return one.pointer() + ": recorded " + told(one.recorded()) + ", now " + told(one.remade());
  }

  private static String told(@Nullable Json value) {
    if (value == null) {
      return "nothing";
    }
    String text = Jcs.text(value);
    return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…";
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
