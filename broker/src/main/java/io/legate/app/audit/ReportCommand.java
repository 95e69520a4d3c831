package io.legate.app.audit;

import io.legate.evidence.EvidenceReader;
import io.legate.evidence.EvidenceReport;
import io.legate.evidence.ReportPage;
import io.legate.inquiry.RecordFilter;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.tlog.InvalidEvidenceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `legate audit report`.
@Command(
    name = "report",
    description = {
      "Writes a page for those who must account for what agents did: what was authorised, by whom,"
          + " on what basis, under which controls, and whether a person looked. One file of HTML"
          + " without script, ready to be printed, with the records and their receipts inside.",
      "Name a task, a time, or anything that `audit query` takes; of the tasks found, only the acts"
          + " that were asked for are listed. The page is held in memory whole, and every log is"
          + " read once for its hashes.",
      "There is no page of a log that is not the one that was signed."
    })
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(multiplicity = "1")
  private RecordsSource source = new RecordsSource();

  @Mixin private FilterOptions filters = new FilterOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where to write; must not be there yet.")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    RecordFilter filter = filters.filter();
    if (filter.equals(RecordFilter.ALL)) {
      throw new ParameterException(
          spec.commandLine(), "name a --task, or a time with --from or --to");
    }
    try {
      return report(filter);
    } catch (LedgerUnavailableException e) {
      return AuditCommand.unread(spec.commandLine(), e);
    } catch (InvalidEvidenceException e) {
      spec.commandLine()
          .getErr()
          .println("no report: the log is not what was signed: " + e.getMessage());
      return AuditCommand.DID_NOT_HOLD;
    } catch (FileAlreadyExistsException e) {
      throw new ParameterException(spec.commandLine(), "`" + out + "` is there already", e);
    } catch (IOException | UncheckedIOException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return AuditCommand.CANNOT_TELL;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private int report(RecordFilter filter)
      throws LedgerUnavailableException, InvalidEvidenceException, IOException {
    var err = spec.commandLine().getErr();
    EvidenceReader.Gathered gathered;
    try (var records = source.open(filter)) {
      gathered =
          EvidenceReader.read(records.pages(), filter, new Progress(err, "records")::reached);
    }
    if (gathered.tasks().isEmpty() && gathered.alone().isEmpty()) {
      err.println("there is nothing on record of that; no report was written");
      return AuditCommand.CANNOT_TELL;
    }
    var logs = LogReading.proofs(source, new Progress(err, "logs")::reached);
    var report =
        new EvidenceReport(
            filter.since(),
            filter.until(),
            source.words(),
            Clock.systemUTC().instant(),
            gathered.tasks(),
            gathered.alone(),
            logs);
    var page = ReportPage.write(report);
    Files.writeString(out, page.html(), StandardOpenOption.CREATE_NEW);
    err.println(
        page.acts()
            + " actions of "
            + gathered.tasks().size()
            + " tasks, "
            + page.signed()
            + " receipts, "
            + page.unsigned()
            + " records not yet signed");
    err.flush();
    return 0;
  }
}
