package io.legate.app;

import io.legate.bundle.BundleFiles;
import io.legate.bundle.InvalidFilesException;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.Records;
import io.legate.policy.Bundle;
import io.legate.review.Comparison;
import io.legate.review.Narrowing;
import io.legate.review.Usage;
import io.legate.yaml.YamlWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `legate policy suggest`: the same bundle, as narrow as its use.
@Command(
    name = "suggest",
    description = {
      "Writes a narrower bundle to DIR/policy.yaml: entitlements and templates with the actions"
          + " that were used and without entries that were not, limits at what was used at most,"
          + " times the headroom. What had no use at all is left as it is, since nobody can tell"
          + " whether it is new; `unused` names it.",
      "The bundle is read as `check` reads it, and the period is decided again under it: exit code"
          + " 1 if anything that was allowed would not be."
    })
final class SuggestCommand implements Callable<Integer> {

  private static final String FILE = "policy.yaml";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RecordsOptions records = new RecordsOptions();

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "The folder of the bundle (default: what was published last).")
  private @Nullable Path bundle;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A folder that is empty, or not there yet.")
  private Path to = Path.of("");

  @Option(
      names = "--headroom",
      paramLabel = "FACTOR",
      defaultValue = "2",
      description = "What limits are to leave above their use (default: ${DEFAULT-VALUE}).")
  private BigDecimal headroom = BigDecimal.TWO;

  @Override
  public Integer call() throws LedgerUnavailableException, IOException {
    if (headroom.compareTo(BigDecimal.ONE) < 0) {
      throw new ParameterException(spec.commandLine(), "`--headroom` must be at least 1");
    }
    requireEmpty();
    try (Records ledger = records.open()) {
      var target = TargetBundle.of(bundle, ledger, spec);
      var speaking = new RecordsOptions.Speaking(spec.commandLine().getErr(), ledger.size());
      var usage = Usage.of(target.content(), ledger, records.period(), speaking::passed);
      var narrowing = Narrowing.of(usage, headroom);
      byte[] yaml = YamlWriter.write(narrowing.bundle()).getBytes(StandardCharsets.UTF_8);
      Bundle narrower = TargetBundle.read(BundleFiles.of(Map.of(FILE, yaml)));
      UnusedCommand.print(out(), usage);
      narrowing.notes().forEach(note -> out().println("  " + note));
      Files.createDirectories(to);
      Files.write(to.resolve(FILE), yaml);
      out().println("written " + to.resolve(FILE) + "  " + narrower.policy().hash());
      return compare(ledger, target, narrower, speaking);
    } catch (InvalidFilesException e) {
      e.problems().forEach(out()::println);
      return 1;
    }
  }

  /// What the bundle allows must stay so, or more was taken away than was unused.
  private int compare(Records ledger, Bundle before, Bundle after, RecordsOptions.Speaking speaking)
      throws LedgerUnavailableException {
    var compared =
        Comparison.of(
            ledger,
            Broker.CONDITIONS,
            before.policy(),
            after.policy(),
            records.period(),
            speaking::passed);
    compared
        .lost()
        .forEach(
            (what, count) ->
                out().println(String.format(Locale.ROOT, "  %,d  allow -> %s", count, what)));
    out()
        .println(
            String.format(
                Locale.ROOT,
                "under it: %,d outcomes the same, %,d otherwise, %,d of those no longer allowed",
                compared.same(),
                compared.otherwise(),
                compared.lostCount()));
    return compared.lostCount() == 0 ? 0 : 1;
  }

  private void requireEmpty() throws IOException {
    if (Files.exists(to)) {
      boolean empty = false;
      if (Files.isDirectory(to)) {
        try (var within = Files.list(to)) {
          empty = within.findAny().isEmpty();
        }
      }
      if (!empty) {
        throw new ParameterException(spec.commandLine(), "`" + to + "` is not an empty folder");
      }
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
