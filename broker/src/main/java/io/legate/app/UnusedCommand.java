package io.legate.app;

import io.legate.bundle.InvalidFilesException;
import io.legate.json.Jcs;
import io.legate.json.Json;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Records;
import io.legate.review.Unused;
import io.legate.review.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `legate policy unused`: what a bundle gives that nobody used.
@Command(
    name = "unused",
    description = {
      "Prints what of a bundle nothing on record had a use for: agents and roles that did nothing,"
          + " entitlements, template entries and actions that let nothing through, rules that never"
          + " held, and limits of which at most half was used.",
      "An entitlement is used by whatever it let through, also where it then escalated or met a"
          + " limit. Arguments and conditions are not looked at."
    })
final class UnusedCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RecordsOptions records = new RecordsOptions();

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "The folder of the bundle (default: what was published last).")
  private @Nullable Path bundle;

  @Option(names = "--json", paramLabel = "FILE", description = "Also writes the result there.")
  private @Nullable Path json;

  @Override
  public Integer call() throws LedgerUnavailableException, IOException {
    try (Records ledger = records.open()) {
      var target = TargetBundle.of(bundle, ledger, spec);
      var speaking = new RecordsOptions.Speaking(spec.commandLine().getErr(), ledger.size());
      var usage = Usage.of(target.content(), ledger, records.period(), speaking::passed);
      List<Unused> unused = Unused.of(usage);
      print(out(), usage);
      for (Unused one : unused) {
        out().println("  " + one.pointer() + ": " + one.sentence());
      }
      if (json != null) {
        Files.write(json, Jcs.bytes(json(target.policy().hash(), usage, unused)));
      }
      return 0;
    } catch (InvalidFilesException e) {
      e.problems().forEach(out()::println);
      return 1;
    }
  }

  /// Prints what the answer rests on.
  static void print(PrintWriter out, Usage usage) {
    out.println(
        String.format(
            Locale.ROOT, "%,d decisions, %,d tasks opened", usage.decisions(), usage.tasks()));
    if (usage.unreadable() > 0) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %,d events cannot be read; what they used is not counted",
              usage.unreadable()));
    }
  }

  private static Json json(String hash, Usage usage, List<Unused> unused) {
    return Json.Obj.with("bundle", hash)
        .with("decisions", usage.decisions())
        .with("tasks", usage.tasks())
        .with("unreadable", usage.unreadable())
        .with("unused", new Json.Arr(unused.stream().<Json>map(Unused::toJson).toList()))
        .build();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
